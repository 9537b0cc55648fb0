// Keys of one letter. Off while somebody types, while a dialog is open, with a modifier, and for whoever switched them off.
(() => {
  'use strict';
  const help = document.querySelector('[data-keys-help]');
  if (!help) return;
  const cookie = 'fp-keys=off';
  const patience = 1500;
  let first = null;

  const off = () => document.cookie.split('; ').includes(cookie);

  function keep(on) {
    document.cookie = (on ? 'fp-keys=;max-age=0' : cookie + ';max-age=31536000') + ';path=/;samesite=lax' + (location.protocol === 'https:' ? ';secure' : '');
    mark();
  }

  function mark() {
    for (const box of document.querySelectorAll('[data-keys-switch]')) box.checked = !off();
  }

  const types = (element) => element instanceof Element && element.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]:not([contenteditable="false"])') !== null;
  const visible = (element) => element.getClientRects().length > 0;

  // A row is shown by its own link: what has the focus is what Enter opens.
  const linkOf = (row) => row.querySelector('.fp-post-link') ?? row.querySelector('a[href]');

  function move(step) {
    const rows = [...document.querySelectorAll('main [data-row]')].filter((row) => !row.closest('.fp-rail') && visible(row) && linkOf(row));
    if (rows.length === 0) return;
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const top = document.querySelector('.fp-top')?.getBoundingClientRect().bottom ?? 0;
    const seen = rows.findIndex((row) => row.getBoundingClientRect().bottom > top);
    const row = rows[Math.min(Math.max(at < 0 ? Math.max(seen, 0) : at + step, 0), rows.length - 1)];
    linkOf(row).focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  }

  // A button of the page that has said which key it listens to.
  const buttonOf = (key) => [...document.querySelectorAll('main [data-key="' + CSS.escape(key) + '"]:not(:disabled)')].find(visible);

  function search() {
    const field = [...document.querySelectorAll('main input[type="search"]')].find(visible);
    if (field) { field.focus(); field.select(); } else document.querySelector('[data-palette-open]')?.click();
  }

  const does = {
    '?': () => help.showModal(),
    '/': search,
    j: () => move(1),
    k: () => move(-1),
    '.': () => [...document.querySelectorAll('[data-show-new]')].find(visible)?.click(),
    n: () => (document.querySelector('main a[href^="/forums/new?"]') ?? help.querySelector('[data-keys="n"]')).click(),
  };

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Shift') return;
    const begun = first && event.timeStamp - first.at < patience ? first.key + ' ' : '';
    first = null;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || off() || types(event.target) || document.querySelector(':modal')) return;
    const link = begun && help.querySelector('[data-keys="' + CSS.escape(begun + event.key) + '"]');
    if (link) link.click();
    else if (!begun && help.querySelector('[data-keys^="' + CSS.escape(event.key) + ' "]')) first = { key: event.key, at: event.timeStamp };
    else if (!begun && buttonOf(event.key)) buttonOf(event.key).click();
    else if (!begun && Object.hasOwn(does, event.key)) does[event.key]();
    else return;
    event.preventDefault();
  });

  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target === help) help.close();
    else if (event.target.closest('[data-keys-open]') && !help.open) {
      const menu = event.target.closest('details[data-menu]');
      if (menu) { menu.open = false; menu.querySelector('summary')?.focus(); }
      help.showModal();
    }
  });
  document.addEventListener('change', (event) => { if (event.target instanceof Element && event.target.matches('[data-keys-switch]')) keep(event.target.checked); });
  window.addEventListener('pageshow', (event) => { mark(); if (event.persisted && help.open) help.close(); });
  mark();
})();
