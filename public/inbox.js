/*
 * The number of unread entries at the top of every page, and a word in the corner when something ended. Of all open pages of a browser one
 * listens and tells the others: a browser opens only a few connections to one server.
 */

const { base } = document.body.dataset;
const channel = new BroadcastChannel(`adit-inbox:${base}`);

function show({ unread, entry }) {
  const badge = document.getElementById('inbox-unread');
  if (!badge) return;
  badge.hidden = unread === 0;
  badge.textContent = unread > 99 ? '99+' : String(unread);
  if (entry && document.visibilityState === 'visible') window.adit?.toast(entry.title);
}

let last = null;
function listen() {
  return new Promise((done) => {
    const source = new EventSource(`${base}api/v1/inbox/events`);
    source.addEventListener('inbox', ({ data }) => {
      last = JSON.parse(data);
      show(last);
      channel.postMessage(last);
    });
    // The session has ended, or its rights have changed: another page, or the next one, begins anew.
    source.addEventListener('error', () => source.readyState === EventSource.CLOSED && done());
  });
}

channel.addEventListener('message', ({ data }) => {
  if (data !== 'ask') show(data);
  else if (last) channel.postMessage({ ...last, entry: null });
});

if (document.getElementById('inbox-unread')) {
  channel.postMessage('ask');
  // Without a secure origin there are no locks; then each page listens for itself.
  if (navigator.locks) navigator.locks.request(`adit-inbox:${base}`, listen);
  else listen();
}
