// What pages gain from a browser. Nothing here is needed to read, write, moderate or sign in.
(() => {
  'use strict';
  const root = document.documentElement;
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

  // Times: the same rules as Words.Relative on the server.
  function relative(at, brief) {
    const seconds = (Date.now() - at) / 1000;
    const ago = brief ? '' : ' ago';
    if (seconds < 60) return brief ? 'now' : 'just now';
    if (seconds < 3600) return Math.floor(seconds / 60) + 'm' + ago;
    if (seconds < 86400) return Math.floor(seconds / 3600) + 'h' + ago;
    if (seconds < 14 * 86400) return Math.floor(seconds / 86400) + 'd' + ago;
    const day = at.getUTCDate() + ' ' + months[at.getUTCMonth()];
    return at.getUTCFullYear() === new Date().getUTCFullYear() ? day : day + ' ' + at.getUTCFullYear();
  }

  function tick() {
    for (const time of document.querySelectorAll('time[data-relative]')) {
      const at = new Date(time.dateTime);
      const node = time.firstChild;
      if (isNaN(at) || !node) continue;
      const text = relative(at, time.dataset.relative === 'brief');
      // The text node itself changes, never its place: a live component may hold on to it.
      if (node.nodeValue !== text) node.nodeValue = text;
    }
  }

  // What interactive pages ask for: the address follows their state.
  window.fleetprompt = {
    setQuery(name, value) {
      const url = new URL(location.href);
      if (value === null) url.searchParams.delete(name); else url.searchParams.set(name, value);
      history.replaceState(history.state, '', url);
    },
    reveal(selector) {
      const element = document.querySelector(selector);
      const box = element?.getBoundingClientRect();
      if (box && (box.bottom < 120 || box.top > innerHeight - 120)) element.scrollIntoView({ block: 'start' });
    },
    // Rows that come above what somebody reads move the page along with them, before it is painted: the rows read stay where they are.
    holdView(list) {
      const edge = document.querySelector('.fp-top')?.getBoundingClientRect().bottom ?? 0;
      const placeOf = (element) => element.getBoundingClientRect().top;
      if (!list || placeOf(list) >= edge) return false;
      const row = [...list.querySelectorAll('[data-row]')].find((r) => placeOf(r) >= edge);
      if (!row) return false;
      let place = placeOf(row);
      const scrolled = () => { place = placeOf(row); };
      const observer = new MutationObserver(() => {
        const moved = placeOf(row) - place;
        if (!row.isConnected || Math.abs(moved) < 1) return;
        scrollBy({ top: moved, behavior: 'instant' });
        release();
      });
      const release = () => { observer.disconnect(); removeEventListener('scroll', scrolled); };
      addEventListener('scroll', scrolled, { passive: true });
      observer.observe(list, { childList: true, subtree: true });
      setTimeout(release, 10000);
      return true;
    },
    toTop(list) {
      list?.scrollIntoView({ block: 'start' });
    },
    openDialog(dialog) {
      dialog.showModal();
    },
    closeDialog(dialog) {
      dialog.close();
    },
  };

  // Another tab of the same person may have switched organisation, or signed out and in as somebody else.
  const here = document.querySelector('[data-owner]')?.dataset.owner;
  function noticeSwitch() {
    const bar = document.querySelector('[data-switched]');
    if (bar && here) bar.hidden = localStorage.getItem('fp-owner') === here;
  }
  try {
    if (here) localStorage.setItem('fp-owner', here);
    window.addEventListener('storage', (event) => { if (event.key === 'fp-owner') noticeSwitch(); });
    window.addEventListener('pageshow', noticeSwitch);
  } catch { /* Without a store, the server still refuses what was rendered for another organisation. */ }

  // Theme
  function setTheme(theme) {
    document.cookie = 'fp-theme=' + theme + ';path=/;max-age=31536000;samesite=lax' + (location.protocol === 'https:' ? ';secure' : '');
    root.dataset.theme = theme;
    for (const sheet of document.querySelectorAll('link[data-theme-sheet]')) {
      const own = sheet.dataset.themeSheet;
      sheet.media = theme === 'system' ? '(prefers-color-scheme: ' + own + ')' : theme === own ? 'all' : 'not all';
    }
    markTheme();
  }

  function markTheme() {
    for (const button of document.querySelectorAll('[data-theme-form] button')) button.setAttribute('aria-pressed', String(button.value === root.dataset.theme));
  }

  // Drafts: one local copy per person, organisation and composer.
  const submittedKey = 'fp-submitted';
  const store = (kind) => { try { return window[kind]; } catch { return null; } };
  const local = store('localStorage');
  const session = store('sessionStorage');

  function draftKey(text) {
    const composer = text.closest('[data-composer]');
    const owner = document.querySelector('[data-owner]');
    return composer?.dataset.draft && owner ? 'fp-draft:' + owner.dataset.owner + ':' + composer.dataset.draft : null;
  }

  function keep(text) {
    const key = draftKey(text);
    if (!key || !local) return;
    try { if (text.value.trim()) local.setItem(key, text.value); else local.removeItem(key); } catch { /* A full store costs the copy, not the text. */ }
  }

  function settleDrafts(arrived) {
    const sent = session?.getItem(submittedKey);
    if (sent) {
      session.removeItem(submittedKey);
      const refused = document.querySelector('[data-testid="error-message"], [data-composer] [aria-invalid="true"]');
      if (arrived && !refused) local?.removeItem(sent);
    }
    for (const text of document.querySelectorAll('[data-composer][data-draft] textarea')) {
      const key = draftKey(text);
      const draft = key && local?.getItem(key);
      if (!draft || text.value) continue;
      text.value = draft;
      const note = text.closest('[data-composer]').querySelector('[data-draft-note]');
      if (note) note.hidden = false;
    }
  }

  function forgetDrafts() {
    for (const key of Object.keys(local ?? {})) if (key.startsWith('fp-draft:')) local.removeItem(key);
  }

  // Composer
  async function show(composer, tab) {
    const text = composer.querySelector('textarea');
    const preview = composer.querySelector('[data-preview]');
    const previewing = tab === 'preview';
    for (const button of composer.querySelectorAll('[data-tab]')) button.setAttribute('aria-pressed', String(button.dataset.tab === tab));
    text.hidden = previewing;
    preview.hidden = !previewing;
    if (!previewing) { text.focus(); return; }
    if (!text.value.trim()) { preview.textContent = 'Nothing to preview.'; return; }
    const token = composer.closest('form')?.querySelector('[name="__RequestVerificationToken"]')?.value ?? '';
    const asked = text.value;
    preview.setAttribute('aria-busy', 'true');
    try {
      const body = new URLSearchParams({ text: asked, __RequestVerificationToken: token });
      const answer = await fetch(composer.dataset.previewUrl, { method: 'POST', body, credentials: 'same-origin', redirect: 'error' });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (text.value === asked) preview.innerHTML = html;
    } catch {
      preview.textContent = 'The preview is not available right now. Your text is safe.';
    } finally {
      preview.removeAttribute('aria-busy');
    }
  }

  const marks = {
    bold: (s) => ['**', s || 'bold', '**'],
    italic: (s) => ['*', s || 'italic', '*'],
    code: (s) => s.includes('\n') ? ['```\n', s, '\n```'] : ['`', s || 'code', '`'],
    link: (s) => ['[', s || 'text', '](https://)'],
    quote: (s) => ['', (s || 'quote').replace(/^/gm, '> '), ''],
    list: (s) => ['', (s || 'item').replace(/^/gm, '- '), ''],
  };

  function format(text, mark) {
    const [before, middle, after] = marks[mark](text.value.slice(text.selectionStart, text.selectionEnd));
    const start = text.selectionStart + before.length;
    text.focus();
    // execCommand keeps the browser's undo history; where it is gone, setRangeText does the same without it.
    if (!document.execCommand?.('insertText', false, before + middle + after)) text.setRangeText(before + middle + after, text.selectionStart, text.selectionEnd, 'end');
    text.setSelectionRange(start, start + middle.length);
    keep(text);
  }

  // Connection
  const connection = document.getElementById('components-reconnect-modal');
  const loadedAnewKey = 'fp-loaded-anew';

  function loadAnew() {
    for (const text of document.querySelectorAll('[data-composer] textarea')) keep(text);
    // The answer to a form becomes a page like any other, or the browser would ask whether to send the form again.
    history.replaceState(history.state, '');
    location.reload();
  }

  function reconnect() {
    window.Blazor?.reconnect?.().then((alive) => { if (alive === false) loadAnew(); }, () => {});
  }

  // A server that was started anew does not know this page: a full load shows what it missed. Should that not help, the person decides.
  function noticeRejection() {
    if (!connection?.classList.contains('components-reconnect-rejected')) return;
    const last = Number(session?.getItem(loadedAnewKey) ?? 0);
    if (!session || Date.now() - last < 10000) return;
    session.setItem(loadedAnewKey, String(Date.now()));
    loadAnew();
  }
  if (connection) new MutationObserver(noticeRejection).observe(connection, { attributeFilter: ['class'] });

  // Blazor gives up after some minutes; who comes back to the page later should not have to ask.
  function retryIfGivenUp() {
    if (document.visibilityState === 'visible' && connection?.classList.contains('components-reconnect-failed')) reconnect();
  }
  document.addEventListener('visibilitychange', retryIfGivenUp);
  window.addEventListener('online', retryIfGivenUp);

  // Forms: one submit is enough. The server remains the judge of duplicates.
  function release() {
    for (const button of document.querySelectorAll('[data-busy]')) { button.disabled = false; button.removeAttribute('data-busy'); }
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.dataset.copied = '';
      const title = button.title;
      button.title = 'Copied';
      setTimeout(() => { delete button.dataset.copied; button.title = title; }, 1500);
    } catch { /* Without the right to write, the id can still be selected: it is in the title. */ }
  }

  document.addEventListener('click', (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    for (const menu of document.querySelectorAll('details[data-menu][open], details.fp-confirm[open]')) if (!menu.contains(target)) menu.open = false;
    const button = target.closest('button');
    if (!button) return;
    const composer = button.closest('[data-composer]');
    if (button.dataset.copy !== undefined) copy(button);
    else if (button.dataset.tab && composer) show(composer, button.dataset.tab);
    else if (button.dataset.md && composer) format(composer.querySelector('textarea'), button.dataset.md);
    else if (button.dataset.reconnect === 'reload') loadAnew();
    else if (button.dataset.reconnect === 'retry') reconnect();
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement)) return;
    if (form.hasAttribute('data-theme-form') && event.submitter?.value) { event.preventDefault(); setTheme(event.submitter.value); return; }
    if (form.hasAttribute('data-forget-drafts')) forgetDrafts();
    if (form.method !== 'post') return;
    const text = form.querySelector('[data-composer] textarea');
    const key = text && draftKey(text);
    if (key) { keep(text); session?.setItem(submittedKey, key); }
    // After this event, so that the button's own name and value still travel with the form.
    setTimeout(() => { for (const button of form.querySelectorAll('button[type="submit"], button:not([type])')) { if (!button.disabled) { button.disabled = true; button.dataset.busy = ''; } } });
  });

  let typedIn = null;
  document.addEventListener('keydown', (event) => {
    typedIn = event.target;
    if (event.key === 'Escape') {
      const open = document.querySelector('details[data-menu][open], details.fp-confirm[open]');
      if (open) { open.open = false; open.querySelector('summary')?.focus(); }
      return;
    }
    const text = event.target instanceof HTMLTextAreaElement && event.target.closest('[data-composer]') ? event.target : null;
    if (text && event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      const button = text.form?.querySelector('button[type="submit"]');
      if (!button?.disabled) text.form?.requestSubmit(button ?? undefined);
    }
  });
  document.addEventListener('pointerdown', () => { typedIn = null; }, true);

  // A field that the preview covers cannot show what it misses.
  // Most people mean the zone they are in.
  for (const zone of document.querySelectorAll('input[data-time-zone]')) if (!zone.value) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
  document.addEventListener('invalid', (event) => { const composer = event.target.closest('[data-composer]'); if (composer && event.target.hidden) show(composer, 'write'); }, true);

  document.addEventListener('input', (event) => { if (event.target instanceof HTMLTextAreaElement) keep(event.target); });

  document.addEventListener('change', (event) => {
    const form = event.target instanceof HTMLSelectElement ? event.target.closest('[data-org-form]') : null;
    if (!form) return;
    // Arrow keys change a select step by step: then the person says when, with the button.
    const byKeyboard = typedIn === event.target;
    form.classList.add('is-choosing');
    if (!byKeyboard) form.requestSubmit();
  });

  let path = location.pathname;
  function ready(arrived) {
    root.classList.add('fp-js');
    release();
    tick();
    markTheme();
    settleDrafts(arrived);
    // A browser that restores forms on Back would show another organisation in the switcher than the one this page belongs to.
    for (const form of document.querySelectorAll('[data-org-form]')) { form.reset(); form.classList.remove('is-choosing'); }
  }

  const navigation = performance.getEntriesByType('navigation')[0];
  ready(navigation?.type === 'navigate');
  setInterval(tick, 15000);
  window.addEventListener('pageshow', (event) => { if (event.persisted) ready(false); });
  window.Blazor?.addEventListener?.('enhancedload', () => {
    const moved = path !== location.pathname;
    path = location.pathname;
    ready(true);
    if (moved && !location.hash) document.getElementById('main')?.focus({ preventScroll: true });
  });
})();
