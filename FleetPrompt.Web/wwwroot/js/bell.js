// The bell's number, live while the page is looked at. A hidden page lets go of its connection: browsers have few.
(() => {
  'use strict';
  const bell = document.querySelector('[data-bell]');
  const badge = bell?.querySelector('[data-bell-count]');
  if (!bell || !badge || !window.EventSource) return;
  let source = null;

  function show(count) {
    badge.textContent = count >= 100 ? '99+' : String(count);
    badge.hidden = count === 0;
    bell.setAttribute('aria-label', count === 0 ? 'Notifications' : 'Notifications: ' + badge.textContent + ' unread');
  }

  function follow() {
    if (document.visibilityState !== 'visible') { leave(); return; }
    if (source) return;
    source = new EventSource(bell.dataset.bell);
    source.onmessage = (event) => show(Number(event.data) || 0);
  }

  function leave() {
    source?.close();
    source = null;
  }

  document.addEventListener('visibilitychange', follow);
  window.addEventListener('pagehide', leave);
  window.addEventListener('pageshow', follow);
  follow();
})();
