/*
 * What every page does in the browser besides htmx and Alpine: dialogs, menus, messages, keys, forms that are not sent twice, and the
 * session that ends while a page is open. No inline code, no eval, no HTML from strings.
 */

/** The path below which Adit lives, with a slash at its end. */
const { base } = document.body.dataset;

// Libraries may only empty elements; nothing turns text into markup. Scripts that a view brings along are files of ours.
if (window.trustedTypes)
  window.trustedTypes.createPolicy('default', {
    createHTML: (text) => (text === '' ? '' : null),
    createScriptURL: (url) =>
      new URL(url, location.href).href.startsWith(`${location.origin}${base}public/`) ? url : null,
  });

const one = (selector, within = document) => within.querySelector(selector);

/** Says something in the corner for a few seconds. */
function toast(text) {
  const box = document.createElement('div');
  box.className = 'toast';
  box.textContent = text;
  one('#toasts')?.append(box);
  setTimeout(() => box.remove(), 6000);
}

document.addEventListener('click', (event) => {
  const opener = event.target.closest('[data-open]');
  if (opener) one(`#${CSS.escape(opener.dataset.open)}`)?.showModal();
  if (event.target.closest('[data-close]')) event.target.closest('dialog')?.close();
  const copier = event.target.closest('[data-copy]');
  if (copier) navigator.clipboard?.writeText(copier.dataset.copy).then(() => toast(copier.dataset.copied ?? 'OK'));
  if (event.target.closest('[data-print]')) window.print();
  if (event.target.matches('dialog')) event.target.close();
  const nav = event.target.closest('#nav a');
  if (nav) one('#nav').hidePopover?.();
});

// A form that is on its way is not sent again; Back brings it to life. Before it leaves, the page asks whether its session still lives:
// otherwise what was typed would be lost behind the sign-in page.
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = 'yes';
  setTimeout(() => delete form.dataset.sent, 8000);
  if (form.dataset.lives || !one('#signed-out') || !one('input[name=csrf]', form)) return;
  event.preventDefault();
  const { submitter } = event;
  const send = () => {
    delete form.dataset.sent;
    form.dataset.lives = 'yes';
    form.requestSubmit(submitter);
    delete form.dataset.lives;
  };
  const answer = await fetch(`${base}api/v1/auth/form-token`).catch(() => null);
  if (answer?.status !== 401) return send();
  delete form.dataset.sent;
  repeat = send;
  one('#signed-out').showModal();
});
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// Selects and sliders that act when they are changed; without scripts a button does.
document.addEventListener('change', (event) => {
  if (event.target.matches('[data-submit-on-change]')) event.target.form.requestSubmit();
});

/* Undo and redo of filters: the addresses of this tab, per dataset. */
const placeOf = () =>
  /^datasets\/([^/]+)\/(overview|map|variants|cases|models|conformance|performance|people)/.exec(
    location.pathname.slice(base.length),
  )?.[1] ?? null;
const filtersOf = (url) => new URL(url, location.href).searchParams.get('f') ?? '';
function trail() {
  const key = `adit-trail-${placeOf()}`;
  const kept = JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? { at: -1, states: [] };
  return { ...kept, keep: (at, states) => sessionStorage.setItem(key, JSON.stringify({ at, states })) };
}
function remember() {
  if (!placeOf()) return;
  const { at, states, keep } = trail();
  const now = filtersOf(location.href);
  if (states[at] !== now) {
    const next = [...states.slice(0, at + 1), now].slice(-50);
    keep(next.length - 1, next);
  }
  showTrail();
}
function showTrail() {
  const { at, states } = trail();
  for (const [step, able] of [
    [-1, at > 0],
    [1, at < states.length - 1],
  ]) {
    const button = one(`[data-trail="${step}"]`);
    if (!button) continue;
    button.hidden = false;
    button.disabled = !able;
  }
}
function walk(step) {
  const { at, states, keep } = trail();
  const state = states[at + step];
  if (state === undefined) return;
  keep(at + step, states);
  const url = new URL(location.href);
  if (state) url.searchParams.set('f', state);
  else url.searchParams.delete('f');
  const path = url.pathname + url.search;
  window.htmx.ajax('GET', path, { target: '#app', swap: 'innerHTML', push: path });
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-trail]');
  if (button) walk(Number(button.dataset.trail));
});

/* Keys */
const typing = (element) =>
  element.closest('input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable]');
let waiting = null;
const goTo = {
  o: 'overview',
  m: 'map',
  v: 'variants',
  c: 'cases',
  d: 'models',
  f: 'conformance',
  t: 'performance',
  p: 'people',
};
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || one('dialog[open]')) return;
  if (waiting === 'g') {
    waiting = null;
    const link = one(`#nav a[href*="/${goTo[event.key]}"]`);
    if (link) link.click();
    return;
  }
  const act = {
    '?': () => one('#shortcuts')?.showModal(),
    '/': () => one('[data-search]')?.focus(),
    f: () => one('[data-add-filter]')?.click(),
    u: () => walk(-1),
    U: () => walk(1),
    g: () => {
      waiting = 'g';
      setTimeout(() => (waiting = null), 1500);
    },
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

/* The session ended while the page was open: the page asks, keeps its address and what was typed, and repeats the request. */
let repeat = null;
document.addEventListener('htmx:after:request', (event) => {
  const { ctx } = event.detail;
  if (ctx?.response?.status !== 401) return;
  event.preventDefault();
  repeat = () =>
    window.htmx.ajax(ctx.request.method, ctx.request.action, {
      target: ctx.target,
      swap: ctx.swap,
      push: ctx.push,
      source: ctx.sourceElement,
    });
  one('#signed-out')?.showModal();
});
document.addEventListener('submit', async (event) => {
  const form = event.target.closest('[data-sign-in]');
  if (!form) return;
  event.preventDefault();
  const failed = one('[role=alert]', form);
  failed.hidden = true;
  const { login, password, code } = Object.fromEntries(new FormData(form));
  const headers = { 'content-type': 'application/json', 'x-adit-csrf': '1' };
  const answer = await fetch(`${base}api/v1/auth/login`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ login, password, ...(code ? { code } : {}) }),
  });
  const codeField = one('[data-code]', form);
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    if (problem.code === 'sign-in.codeNeeded' && codeField.hidden) {
      codeField.hidden = false;
      one('input', codeField).focus();
      return;
    }
    failed.textContent = problem.detail ?? String(answer.status);
    failed.hidden = false;
    return;
  }
  const { csrf } = await (await fetch(`${base}api/v1/auth/form-token`)).json();
  for (const field of document.querySelectorAll('input[name=csrf]')) field.value = csrf;
  form.reset();
  codeField.hidden = true;
  one('#signed-out').close();
  repeat?.();
  repeat = null;
});

// The connection failed: say so, and leave the page as it is.
document.addEventListener('htmx:error', (event) => {
  if (event.detail.error instanceof TypeError)
    toast(
      document.documentElement.lang === 'de'
        ? 'Keine Verbindung zum Server. Die Seite ist unverändert.'
        : 'The server cannot be reached. The page is unchanged.',
    );
});

document.addEventListener('htmx:after:swap', remember);
document.addEventListener('DOMContentLoaded', remember);
window.addEventListener('popstate', () => setTimeout(showTrail));
window.adit = { toast };
