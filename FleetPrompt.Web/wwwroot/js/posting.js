// Composers: drafts that the server keeps, quotes, and completion of names. Without this a composer is a plain form.
(() => {
  'use strict';
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const fieldOf = (composer, name) => composer.closest('form')?.elements.namedItem(name);
  const valueOf = (composer, name) => fieldOf(composer, name)?.value ?? null;
  const fill = (field, value) => { field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })); };

  function insert(text, value) {
    text.focus();
    // execCommand keeps the browser's undo history.
    if (!document.execCommand?.('insertText', false, value)) { text.setRangeText(value, text.selectionStart, text.selectionEnd, 'end'); text.dispatchEvent(new Event('input', { bubbles: true })); }
  }

  // Drafts
  const pause = 1200;
  const again = 8000;

  function keepDraft(composer) {
    const text = composer.querySelector('textarea');
    const note = composer.querySelector('[data-draft-state]');
    const { draftId, draftKind, draftThread, draftPost } = composer.dataset;
    const localKey = () => { const owner = document.querySelector('[data-owner]')?.dataset.owner; return owner ? 'fp-draft:' + owner + ':' + composer.dataset.draft : null; };
    const rendered = text.defaultValue;
    let version = Number(composer.dataset.draftVersion);
    let [timer, saving, dirty, asked, sent] = [0, false, false, false, false];

    const say = (words) => { note.textContent = words ? ' · ' + words : ''; };
    const nothing = () => !text.value.trim() && !(valueOf(composer, 'Title') ?? '').trim();
    const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

    async function save(leaving = false) {
      clearTimeout(timer);
      if (saving || asked || sent || !dirty || (version === 0 && nothing())) return;
      const token = valueOf(composer, '__RequestVerificationToken') ?? '';
      const body = JSON.stringify({
        kind: draftKind, threadId: draftThread ?? null, postId: draftPost ?? null, title: valueOf(composer, 'Title'), categoryId: valueOf(composer, 'CategoryId') || null, tags: valueOf(composer, 'Tags'),
        body: text.value, version, renderedFor: valueOf(composer, 'renderedFor'),
      });
      const saved = text.value;
      [saving, dirty] = [true, false];
      try {
        const answer = await fetch('/drafts/' + draftId, { method: 'PUT', body, keepalive: leaving === true && body.length < 60000, credentials: 'same-origin', redirect: 'error', headers: { 'Content-Type': 'application/json', RequestVerificationToken: token } });
        const told = answer.headers.get('content-type')?.includes('json') ? await answer.json() : {};
        if (answer.ok) {
          version = told.version;
          try { localStorage.setItem(localKey() + ':synced', saved); } catch { /* The local copy is a second one only. */ }
          say('Draft saved');
        } else if (answer.status === 409 && !sent) ask(told);
        else { say(told.error ?? 'Not saved yet; kept in this browser'); if (answer.status >= 500) { dirty = true; later(again); } }
      } catch {
        dirty = true;
        say('No connection; kept in this browser');
        if (!sent) later(again);
      } finally {
        saving = false;
        if (dirty && !asked) later(pause);
      }
    }

    // Two texts of one draft: both are shown, and the person says what becomes of them.
    function ask(other, words) {
      if (other.body === text.value && !other.gone) { version = other.version; return; }
      asked = true;
      say('');
      const settle = (value) => {
        panel.remove();
        [asked, version, dirty] = [false, other.version, true];
        if (value !== null) fill(text, value);
        text.focus();
        save();
      };
      const button = (label, value) => { const b = make('button', { type: 'button', class: 'fp-btn fp-btn-sm' }, label); b.addEventListener('click', () => settle(value())); return b; };
      const gone = other.gone === true;
      const panel = make('div', { class: 'fp-draft-conflict', role: 'alert', 'data-testid': 'draft-conflict' },
        make('p', {}, words ?? (gone ? 'This draft was posted or discarded elsewhere. Your text is still here.' : 'This draft was changed in another tab or on another device. This is what stands there:')));
      if (!gone) panel.append(make('pre', { tabindex: '0', 'aria-label': 'The other text' }, other.body || '(empty)'));
      const actions = make('div', { class: 'fp-form-actions' }, button(gone ? 'Keep it as a new draft' : 'Keep mine', () => null));
      if (!gone) actions.append(button('Take the other', () => other.body), button('Keep both, one below the other', () => text.value.trimEnd() + '\n\n' + other.body));
      panel.append(actions);
      composer.append(panel);
    }

    composer.closest('form').addEventListener('input', (event) => {
      if (!event.isTrusted && event.target !== text) return;
      dirty = true;
      if (!asked) later(pause);
    });
    composer.closest('form').addEventListener('change', () => { dirty = true; if (!asked) later(pause); });
    composer.closest('form').addEventListener('submit', () => { sent = true; clearTimeout(timer); });
    window.addEventListener('pagehide', () => save(true));
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') save(true); });
    window.addEventListener('online', () => { if (dirty) save(); });
    window.addEventListener('pageshow', (event) => { if (event.persisted) sent = false; });

    // What this browser kept while the network was away is not lost to an older text of the server.
    try {
      const key = localKey();
      const local = key && localStorage.getItem(key);
      const synced = key && localStorage.getItem(key + ':synced');
      if (!local) { if (key) localStorage.removeItem(key + ':synced'); } else if (text.value === local && rendered !== local) { dirty = true; later(pause); } else if (rendered && local !== rendered && local !== synced && version > 0) {
        ask({ body: local, version }, 'This browser has kept another text of this draft, which had not reached the server:');
      }
    } catch { /* Without a store there is nothing to compare. */ }
  }

  // Quotes
  function quoteOf(link, words) {
    const post = link.closest('[data-testid="post"]');
    const href = post.querySelector('.fp-post-when a[href*="#post-"]')?.getAttribute('href') ?? '#post-' + link.dataset.quote;
    const author = link.dataset.quoteAuthor.replace(/[[\]]/g, '');
    return '> [' + author + ' in #' + link.dataset.quote + '](' + href + '):\n>\n' + words.trim().split(/\r?\n/).map((line) => line ? '> ' + line : '>').join('\n') + '\n\n';
  }

  function selectedIn(post) {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return '';
    const body = post?.querySelector('[data-testid="post-body"]');
    return body && body.contains(selection.anchorNode) && body.contains(selection.focusNode) ? selection.toString().trim() : '';
  }

  async function quote(link) {
    const form = document.getElementById('reply-form');
    const text = form?.querySelector('[data-composer] textarea');
    if (!text) return false;
    const post = link.closest('[data-testid="post"]');
    let words = selectedIn(post);
    if (!words) {
      try {
        const answer = await fetch(location.pathname.split('/').slice(0, 4).join('/') + '/posts/' + link.dataset.quote + '/quote', { credentials: 'same-origin', redirect: 'error' });
        words = answer.ok ? await answer.text() : '';
      } catch { /* What is on the page will do. */ }
      words ||= post.querySelector('[data-testid="post-body"]').innerText;
    }
    if (text.hidden) form.querySelector('[data-tab="write"]')?.click();
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
    insert(text, (text.value && !text.value.endsWith('\n\n') ? (text.value.endsWith('\n') ? '\n' : '\n\n') : '') + quoteOf(link, words));
    text.scrollTop = text.scrollHeight;
    answering(form, link.dataset.quoteId, link.dataset.quote);
    return true;
  }

  function answering(form, id, number) {
    form.elements.namedItem('ReplyTo').value = id ?? '';
    const note = form.querySelector('[data-reply-note]');
    note.hidden = !id;
    note.querySelector('[data-reply-number]').textContent = '#' + (number ?? '');
  }

  let floating = null;
  function offerQuote() {
    floating?.remove();
    floating = null;
    const selection = getSelection();
    const node = selection?.anchorNode;
    const post = (node instanceof Element ? node : node?.parentElement)?.closest('[data-testid="post"]');
    const link = post?.querySelector('[data-quote]');
    if (!link || !selectedIn(post) || !document.getElementById('reply-form')) return;
    const box = selection.getRangeAt(0).getBoundingClientRect();
    floating = make('button', { type: 'button', class: 'fp-btn fp-btn-sm fp-quote-float', 'data-testid': 'quote-selection' }, 'Quote');
    floating.style.left = Math.max(8, Math.min(innerWidth - 90, box.left)) + scrollX + 'px';
    floating.style.top = box.bottom + scrollY + 6 + 'px';
    floating.addEventListener('pointerdown', (event) => event.preventDefault());
    floating.addEventListener('click', () => { quote(link); floating?.remove(); floating = null; });
    document.body.append(floating);
  }

  // Completion
  const trigger = /(?:^|[\s(>])([@#])([\p{L}\p{N}_.'’-]{0,40})$/u;
  let open = null;

  function close() {
    if (!open) return;
    open.list.remove();
    open.text.removeAttribute('aria-activedescendant');
    open.text.removeAttribute('aria-controls');
    open = null;
  }

  function mark(index) {
    const rows = [...open.list.children];
    open.index = (index + rows.length) % rows.length;
    rows.forEach((row, n) => row.setAttribute('aria-selected', String(n === open.index)));
    open.text.setAttribute('aria-activedescendant', rows[open.index].id);
    rows[open.index].scrollIntoView({ block: 'nearest' });
  }

  function choose(index) {
    const { text, from, found } = open;
    close();
    text.setSelectionRange(from, text.selectionStart);
    insert(text, found[index].insert + ' ');
  }

  let looked = 0;
  async function complete(text) {
    const before = text.selectionStart === text.selectionEnd ? text.value.slice(0, text.selectionStart) : '';
    const match = trigger.exec(before);
    const mine = ++looked;
    if (!match || (match[1] === '@' && !match[2])) { close(); return; }
    let found = [];
    try {
      const answer = await fetch('/forums/complete/' + (match[1] === '@' ? 'members' : 'categories') + '?q=' + encodeURIComponent(match[2]), { credentials: 'same-origin', redirect: 'error' });
      if (answer.ok) found = await answer.json();
    } catch { /* Names can be typed out. */ }
    if (mine !== looked) return;
    close();
    if (!found.length) return;
    const id = 'complete-' + text.id;
    const list = make('ul', { class: 'fp-complete', role: 'listbox', id, 'aria-label': match[1] === '@' ? 'Members' : 'Categories', 'data-testid': 'completion' });
    found.forEach((one, n) => {
      const row = make('li', { role: 'option', id: id + '-' + n, 'aria-selected': 'false' }, make('span', {}, one.label));
      if (one.hint) row.append(make('small', {}, one.hint));
      row.addEventListener('pointerdown', (event) => { event.preventDefault(); choose(n); });
      list.append(row);
    });
    text.parentElement.append(list);
    open = { text, list, found, from: text.selectionStart - match[2].length - 1, index: 0 };
    text.setAttribute('aria-controls', id);
    mark(0);
  }

  document.addEventListener('keydown', (event) => {
    if (!open || event.target !== open.text || event.isComposing) return;
    const steps = { ArrowDown: () => mark(open.index + 1), ArrowUp: () => mark(open.index - 1), Enter: () => choose(open.index), Tab: () => choose(open.index), Escape: close };
    const step = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === 'Tab') ? null : steps[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    step();
  }, true);
  document.addEventListener('input', (event) => { if (event.target instanceof HTMLTextAreaElement && event.target.closest('[data-composer]')) { event.target.setAttribute('aria-autocomplete', 'list'); complete(event.target); } });
  document.addEventListener('focusout', (event) => { if (open && event.target === open.text) close(); });

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest('a[data-quote]');
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && document.querySelector('#reply-form textarea')) { event.preventDefault(); quote(link); return; }
    if (target?.closest('[data-reply-clear]')) answering(target.closest('form'), null, null);
    const tag = target?.closest('button[data-tag]');
    if (!tag) return;
    const field = tag.closest('[data-tags]').querySelector('input');
    const tags = field.value.split(/[\s,;]+/).filter(Boolean);
    fill(field, (tags.includes(tag.dataset.tag) ? tags.filter((t) => t !== tag.dataset.tag) : [...tags, tag.dataset.tag]).join(', '));
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
  document.addEventListener('pointerup', () => setTimeout(offerQuote));
  document.addEventListener('keyup', (event) => { if (event.shiftKey || event.key === 'Escape') offerQuote(); });

  // A link to a post that went to another thread goes after it.
  const wanted = /^#post-(\d+)$/.exec(location.hash);
  const went = wanted && document.querySelector('[data-moved="' + wanted[1] + '"]');
  if (went && (new URLSearchParams(location.search).has('from') || !document.getElementById('post-' + wanted[1]))) location.replace(went.href);

  for (const composer of document.querySelectorAll('[data-composer][data-draft-id]')) keepDraft(composer);
})();
