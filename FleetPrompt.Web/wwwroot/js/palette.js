// The command palette: filters what the server rendered and finds threads by title. Everything in it can be reached without it.
(() => {
  'use strict';
  const palette = document.querySelector('[data-palette]');
  if (!palette) return;
  const input = palette.querySelector('[role="combobox"]');
  const list = palette.querySelector('[role="listbox"]');
  const groups = [...palette.querySelectorAll('[data-palette-group]')];
  const threads = palette.querySelector('[data-palette-threads]');
  const model = palette.querySelector('template[data-palette-thread]');
  const note = (name) => palette.querySelector('[data-palette-' + name + ']');
  const mac = /Mac|iPhone|iPad/.test(navigator.platform);
  const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const commands = [...list.querySelectorAll('[role="option"]')].map((option) => [option, plain(option.textContent + ' ' + (option.dataset.also ?? ''))]);
  let active = null;
  let timer = 0;
  let request = null;

  const shown = () => [...list.querySelectorAll('[role="option"]')].filter((option) => !option.hidden);

  function choose(option) {
    active?.setAttribute('aria-selected', 'false');
    active = option ?? null;
    if (!active) { input.removeAttribute('aria-activedescendant'); return; }
    active.setAttribute('aria-selected', 'true');
    input.setAttribute('aria-activedescendant', active.id);
    // The heading of the first group belongs to its first option.
    if (active === shown()[0]) list.scrollTop = 0; else active.scrollIntoView({ block: 'nearest' });
  }

  function settle() {
    for (const group of groups) group.hidden = !group.querySelector('[role="option"]:not([hidden])');
    const options = shown();
    if (!options.includes(active)) choose(options[0]);
    list.hidden = options.length === 0;
    note('empty').hidden = options.length > 0 || request !== null || !note('failed').hidden;
    if (request === null) note('count').textContent = input.value.trim() ? (options.length === 0 ? 'No match' : options.length === 1 ? '1 match' : options.length + ' matches') : '';
  }

  function showThreads(found) {
    for (const option of threads.querySelectorAll('[role="option"]')) option.remove();
    found.forEach((thread, i) => {
      const option = model.content.firstElementChild.cloneNode(true);
      option.id = 'palette-thread-' + i;
      option.href = thread.href;
      option.querySelector('[data-label]').textContent = thread.title;
      option.querySelector('.fp-palette-where').textContent = thread.category;
      threads.append(option);
    });
  }

  async function find(text) {
    const mine = request = new AbortController();
    try {
      const answer = await fetch(list.dataset.find + '?q=' + encodeURIComponent(text), { credentials: 'same-origin', redirect: 'error', signal: mine.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      if (request === mine) showThreads(found);
    } catch {
      if (request === mine) { showThreads([]); note('failed').hidden = false; }
    }
    if (request === mine) { request = null; settle(); }
  }

  function filter() {
    const text = input.value.trim();
    const words = plain(text).split(/\s+/).filter(Boolean);
    for (const [option, label] of commands) option.hidden = !words.every((word) => label.includes(word));
    clearTimeout(timer);
    request?.abort();
    request = null;
    note('failed').hidden = true;
    if (text.length < 2) showThreads([]);
    else { request = new AbortController(); timer = setTimeout(find, 150, text); }
    choose(shown()[0]);
    settle();
  }

  function open() {
    input.value = '';
    showThreads([]);
    palette.showModal();
    filter();
  }

  function move(to) {
    const options = shown();
    if (options.length > 0) choose(options[(to + options.length) % options.length]);
  }

  input.addEventListener('input', filter);
  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const options = shown();
    const at = options.indexOf(active);
    if (event.key === 'ArrowDown') move(at + 1);
    else if (event.key === 'ArrowUp') move(at < 0 ? -1 : at - 1);
    else if (event.key === 'Home') move(0);
    else if (event.key === 'End') move(-1);
    else if (event.key === 'Enter') active?.click();
    else return;
    event.preventDefault();
  });
  palette.addEventListener('close', () => { clearTimeout(timer); request?.abort(); request = null; });
  palette.addEventListener('click', (event) => {
    const option = event.target.closest('[role="option"]');
    // The backdrop is the dialog itself. A link that opens beside the page leaves the palette open.
    if (event.target === palette || (option && !event.ctrlKey && !event.metaKey && !event.shiftKey)) palette.close();
  });
  document.addEventListener('click', (event) => { if (event.target instanceof Element && event.target.closest('[data-palette-open]')) open(); });
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey || !(mac ? event.metaKey : event.ctrlKey)) return;
    event.preventDefault();
    if (palette.open) palette.close();
    else if (!document.querySelector(':modal')) open();
  });
  // Back to a page as it was left. A page that has only just loaded may have been asked for its palette already.
  window.addEventListener('pageshow', (event) => { if (event.persisted && palette.open) palette.close(); });
  if (mac) for (const hint of document.querySelectorAll('[data-ctrl-k]')) hint.textContent = '⌘ K';
})();
