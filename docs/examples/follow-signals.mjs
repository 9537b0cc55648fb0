// Follows an organisation's signals and prints them, one JSON object a line. Stopped and started again, it goes on where it was.
//
//   npm install
//   FLEETPROMPT_EMAIL=member@demo.test FLEETPROMPT_PASSWORD=… node follow-signals.mjs [http://127.0.0.1:5080] [cursor file]
import { readFile, rename, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const [site = 'http://127.0.0.1:5080', file = 'cursor.txt'] = process.argv.slice(2);
const filter = { name: 'forum.' };

// The login form, as a browser sends it: its token and cookie first, then the cookie of the session.
async function signIn() {
  const jar = new Map();
  const take = answer => answer.headers.getSetCookie().forEach(line => {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
    jar.set(name, value);
  });
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');

  const form = await fetch(`${site}/login`);
  take(form);
  const token = /name="__RequestVerificationToken" value="([^"]+)"/.exec(await form.text())[1];
  const answer = await fetch(`${site}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookies() },
    body: new URLSearchParams({
      _handler: 'login',
      __RequestVerificationToken: token,
      Email: process.env.FLEETPROMPT_EMAIL ?? '',
      Password: process.env.FLEETPROMPT_PASSWORD ?? '',
    }),
  });
  if (answer.status === 422) {
    // A wrong password does not get better by trying once more.
    console.error('Not signed in: are FLEETPROMPT_EMAIL and FLEETPROMPT_PASSWORD right?');
    process.exit(1);
  }
  if (answer.status !== 302) throw new Error(`signing in: ${answer.status}`);
  take(answer);
  return cookies();
}

const load = () => readFile(file, 'utf8').catch(() => undefined);

// Written beside and moved: half a cursor would be none.
async function keep(cursor) {
  await writeFile(`${file}.new`, cursor);
  await rename(`${file}.new`, file);
}

// First what the signals lead to, then the cursor: what was interrupted in between comes once more, never not at all.
async function handle(batch) {
  if (batch.reset) console.error('Some signals were missed: load anew what you made of them.');
  for (const signal of batch.signals) console.log(JSON.stringify(signal));
  await keep(batch.cursor);
}

// Until the stream or the connection ends, which is always an error.
async function follow() {
  const connection = new HubConnectionBuilder()
    .withUrl(`${site}/hubs/signals`, { headers: { cookie: await signIn() }, transport: HttpTransportType.WebSockets, skipNegotiation: true })
    .configureLogging(LogLevel.None)
    .build();
  await connection.start();
  let handled = Promise.resolve();
  try {
    await new Promise((_, fail) => {
      connection.onclose(error => fail(error ?? new Error('the connection was closed')));
      connection.stream('Follow', { ...filter, cursor }).subscribe({
        next: batch => (handled = handled.then(() => handle(batch).then(() => (cursor = batch.cursor))).catch(fail)),
        complete: () => fail(new Error('the stream has ended')),
        error: fail,
      });
    });
  } finally {
    await handled;
    await connection.stop();
  }
}

let cursor = await load();
for (;;) {
  await follow().catch(error => console.error(error.message));
  await pause(2_000);
}
