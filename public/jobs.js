/*
 * A job's page while the job goes on: its progress as it happens, and the page anew when its state changes. Without scripts the page asks
 * again by itself.
 */

let source = null;
let watched = null;

function follow() {
  const job = document.querySelector('[data-job-events]');
  const path = job?.dataset.jobEvents ?? null;
  if (path === watched) return;
  source?.close();
  watched = path;
  source = path === null ? null : new EventSource(document.body.dataset.base + path);
  let state = null;
  source?.addEventListener('job', (event) => {
    const news = JSON.parse(event.data);
    show(news);
    if (state !== null && news.state !== state) anew(path);
    state = news.state;
  });
  source?.addEventListener('progress', (event) => show(JSON.parse(event.data)));
  // The stream ends with the job: what it came to stands on the page itself.
  source?.addEventListener('error', () => source?.readyState === EventSource.CLOSED && anew(path));
}

function show({ progress, note }) {
  const bar = document.querySelector('#job progress');
  if (!bar) return;
  bar.value = progress;
  const [words, rest] = bar.parentElement.querySelectorAll('.progress-words span');
  if (note) words.textContent = note;
  rest.textContent = progress.toLocaleString(document.documentElement.lang, { style: 'percent' });
}

function anew(path) {
  if (watched !== path) return;
  const { jobPage } = document.getElementById('job').dataset;
  window.htmx.ajax('GET', document.body.dataset.base + jobPage, { target: '#job', select: '#job', swap: 'outerHTML' });
}

document.addEventListener('htmx:after:swap', follow);
addEventListener('pagehide', () => source?.close());
follow();
