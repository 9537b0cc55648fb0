// Shows threads like the one that is being begun, while its title is typed.
(() => {
  'use strict';
  const box = document.querySelector('[data-similar]');
  const title = box && document.getElementById(box.dataset.similarOf);
  if (!title) return;
  const list = box.querySelector('ul');
  const patience = 400;
  let timer = 0;
  let request = null;

  function show(threads) {
    list.replaceChildren(...threads.map((thread) => {
      const row = document.createElement('li');
      const link = document.createElement('a');
      link.href = thread.href;
      link.target = '_blank';
      link.rel = 'noopener';
      link.textContent = thread.title;
      const where = document.createElement('span');
      where.className = 'fp-hint';
      where.textContent = thread.category;
      row.append(link, ' ', where);
      return row;
    }));
    box.hidden = threads.length === 0;
  }

  async function find(text) {
    const mine = request = new AbortController();
    try {
      const answer = await fetch(box.dataset.similar + '?title=' + encodeURIComponent(text), { credentials: 'same-origin', redirect: 'error', signal: mine.signal });
      if (answer.ok && request === mine) show(await answer.json());
    } catch { /* Nobody has asked for it: what is not found is not missed. */ }
  }

  function look() {
    clearTimeout(timer);
    request?.abort();
    const text = title.value.trim();
    if (text.length < 4) show([]); else timer = setTimeout(find, patience, text);
  }

  title.addEventListener('input', look);
  look();
})();
