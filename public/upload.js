/*
 * Sends files in parts, two at a time. A part that is acknowledged is on disk; after a break the server is asked where it stands, and
 * the rest is sent. An upload that was begun is remembered by the file's name, size and date, so that the same file goes on after a reload.
 */

import { ask, bytesText, fill, memory, Refusal, timeText } from './upload-request.js';

const PART_BYTES = 8 * 1024 * 1024;
const LONGEST_WAIT_S = 30;
/** The path below which Adit lives, with a slash at its end. */
const { base } = document.body.dataset;
const PATH = `${base}api/v1/uploads`;

const texts = () => JSON.parse(document.getElementById('upload-texts').textContent);
const json = { 'content-type': 'application/json' };

class Sending {
  constructor(file, where, row) {
    this.file = file;
    this.where = where;
    this.row = row;
    this.texts = texts();
    this.key = `adit-upload:${where.projectId ?? ''}${where.datasetId ?? ''}:${file.name}:${file.size}:${file.lastModified}`;
    this.id = null;
    this.sent = 0;
    this.marks = [];
    this.request = null;
    this.stopped = null;
    this.part('name').textContent = file.name;
    this.part('bar').setAttribute('aria-label', fill(this.texts.bar, { name: file.name }));
    this.part('pause').addEventListener('click', () => this.stop('paused'));
    this.part('cancel').addEventListener('click', () => this.cancel());
    this.say(this.texts.waiting);
  }

  part(name) {
    return this.row.querySelector(`[data-${name}]`);
  }

  say(words, rest = '') {
    this.part('words').textContent = words;
    this.part('rest').textContent = rest;
  }

  fail(text, requestId = '') {
    const error = this.part('error');
    error.hidden = text === '';
    error.textContent = requestId ? `${text} ${fill(this.texts.request, { id: requestId })}` : text;
  }

  stop(how) {
    this.stopped = how;
    this.request?.abort();
    this.wake?.();
  }

  async cancel() {
    this.stop('cancelled');
    memory.set(this.key, null);
    if (this.id) await ask('DELETE', `${PATH}/${this.id}`, null, {}).catch(() => {});
    this.say(this.texts.cancelled);
    this.done();
    this.onChoice?.();
  }

  done() {
    for (const name of ['pause', 'resume', 'cancel']) this.part(name).hidden = true;
  }

  /** Sends until all is there, or until somebody or something ends it. @returns the id when all of it is there */
  async run() {
    this.say(this.texts.starting);
    for (let failures = 0; ; ) {
      if (this.stopped === 'cancelled') return null;
      this.stopped = null;
      this.show('pause');
      try {
        await this.begin();
        if (await this.sendParts()) return this.end();
        failures = 0;
      } catch (error) {
        if (this.stopped === 'cancelled') return null;
        if (this.stopped === 'paused') await this.pause(this.texts.paused);
        else if (error === null) await this.wait(++failures);
        else if (error instanceof Refusal) {
          if (!(await this.answer(error))) return null;
        } else await this.pause('', this.texts.changed);
      }
    }
  }

  async begin() {
    const known = this.id ?? memory.get(this.key);
    if (known) {
      const upload = await ask('GET', `${PATH}/${known}`, null, {}).catch((error) => {
        if (error?.status === 404) return null;
        throw error;
      });
      if (upload && (upload.state === 'receiving' || upload.state === 'complete') && upload.bytes === this.file.size) {
        this.id = upload.id;
        this.sent = upload.received;
        document.querySelector(`[data-upload="${CSS.escape(upload.id)}"]`)?.remove();
        return;
      }
    }
    const { size: bytes, name } = this.file;
    const upload = await ask('POST', PATH, JSON.stringify({ name: name.slice(-1000), bytes, ...this.where }), json);
    this.id = upload.id;
    this.sent = 0;
    memory.set(this.key, upload.id);
  }

  /** @returns true when all of it is there */
  async sendParts() {
    while (this.sent < this.file.size) {
      if (this.stopped) throw null;
      const from = this.sent;
      const part = this.file.slice(from, Math.min(from + PART_BYTES, this.file.size));
      const headers = { 'content-type': 'application/octet-stream', 'upload-offset': String(from) };
      const upload = await ask(
        'PUT',
        `${PATH}/${this.id}/content`,
        part,
        headers,
        (request) => {
          this.request = request;
        },
        (bytes) => this.progress(from + bytes),
      );
      this.request = null;
      this.fail('');
      this.sent = upload.received;
      this.progress(this.sent);
    }
    return true;
  }

  progress(bytes) {
    const now = performance.now();
    this.marks = [...this.marks.filter((m) => now - m.at < 8000), { at: now, bytes }];
    const [first] = this.marks;
    const seconds = (now - first.at) / 1000;
    const speed = seconds > 0.5 ? (bytes - first.bytes) / seconds : 0;
    const { of, speed: speedText, left } = this.texts;
    this.part('bar').value = bytes / this.file.size;
    this.say(
      fill(of, { done: bytesText(bytes), all: bytesText(this.file.size) }),
      speed > 0
        ? `${fill(speedText, { speed: bytesText(speed) })}, ${fill(left, { time: timeText((this.file.size - bytes) / speed) })}`
        : '',
    );
  }

  /** What to make of a refusal. @returns whether to go on */
  async answer(refusal) {
    const { status, code, message, requestId, offset } = refusal;
    if (code === 'upload.offset' && offset !== undefined) return true;
    if (code === 'upload.takenOver') return this.pause(this.texts.paused, this.texts.elsewhere);
    if (status === 401) {
      document.getElementById('signed-out')?.showModal();
      return this.pause(this.texts.paused, this.texts.signedOut);
    }
    if (status >= 500 || status === 408 || status === 429) return this.pause(this.texts.paused, message, requestId);
    memory.set(this.key, null);
    this.say('');
    this.fail(message || this.texts.failed, requestId);
    this.row.querySelector('.progress').hidden = true;
    this.done();
    return false;
  }

  show(button) {
    this.part('pause').hidden = button !== 'pause';
    this.part('resume').hidden = button !== 'resume';
  }

  /** Waits until somebody says to go on; meanwhile the next file takes its place. */
  async pause(words, error = '', requestId = '') {
    this.marks = [];
    this.say(words);
    this.fail(error, requestId);
    this.show('resume');
    running--;
    work();
    await new Promise((resolve) => {
      this.onChoice = resolve;
      this.part('resume').addEventListener('click', resolve, { once: true });
    });
    running++;
    this.fail('');
    return this.stopped !== 'cancelled';
  }

  async wait(failures) {
    this.marks = [];
    const seconds = Math.min(LONGEST_WAIT_S, 2 ** (failures - 1));
    for (let left = seconds; left > 0 && !this.stopped; left--) {
      this.say(fill(this.texts.lost, { n: left }));
      await new Promise((resolve) => {
        this.wake = resolve;
        setTimeout(resolve, 1000);
      });
    }
  }

  end() {
    memory.set(this.key, null);
    this.part('bar').value = 1;
    this.say(this.texts.here);
    this.done();
    const next = this.part('next');
    next.href = `${base}uploads/${this.id}`;
    next.hidden = false;
    return this.id;
  }
}

/** Files on their way at a time; one that is paused gives its place to the next. */
const AT_A_TIME = 2;
const queue = [];
const ended = [];
let running = 0;

function work() {
  while (running < AT_A_TIME && queue.length > 0) {
    const sending = queue.shift();
    if (sending.stopped !== 'cancelled') run(sending);
  }
}

async function run(sending) {
  running++;
  const id = await sending.run();
  running--;
  if (id !== null) ended.push(id);
  work();
  goOn();
}

const isOnWay = () => running > 0 || queue.length > 0;

/** One file: its next step. Several: what they are together, by itself once all are here, before that when somebody says so. */
function goOn() {
  const rows = document.querySelectorAll('.upload-row').length;
  if (ended.length === 1 && rows === 1 && !isOnWay()) return location.assign(`${base}uploads/${ended[0]}`);
  if (ended.length < 2) return;
  const href = `${base}uploads/together?${new URLSearchParams(ended.map((id) => ['id', id]))}`;
  if (ended.length === rows && !isOnWay()) return location.assign(href);
  const all = document.querySelector('[data-all]');
  all.hidden = false;
  all.firstElementChild.href = href;
}

function take(form, files) {
  const where = Object.fromEntries(
    [
      ['projectId', form.elements.project?.value],
      ['datasetId', form.elements.dataset?.value],
    ].filter(([, id]) => id),
  );
  document.querySelector('[data-sending]').hidden = false;
  const rows = document.querySelector('[data-rows]');
  for (const file of files) {
    const row = document.getElementById('upload-row').content.firstElementChild.cloneNode(true);
    rows.append(row);
    queue.push(new Sending(file, where, row));
  }
  work();
}

function connect() {
  const form = document.getElementById('upload');
  if (!form || form.dataset.connected) return;
  form.dataset.connected = 'yes';
  const input = form.elements.file;
  const drop = form.querySelector('[data-drop]');
  input.multiple = true;
  input.required = false;
  for (const element of form.querySelectorAll('[data-plain]')) element.hidden = true;
  for (const element of form.querySelectorAll('[data-scripted]')) element.hidden = false;
  form.addEventListener('submit', (event) => event.preventDefault());
  const takeChosen = () => {
    take(form, [...input.files]);
    input.value = '';
  };
  input.addEventListener('change', takeChosen);
  // Chosen before this script was here; the button that would have sent it is hidden now.
  if (input.files.length > 0) takeChosen();
  for (const type of ['dragover', 'dragleave', 'drop'])
    drop.addEventListener(type, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', type === 'dragover');
      if (type === 'drop') take(form, [...event.dataTransfer.files]);
    });
}

// A file that misses the place must not replace the page.
for (const type of ['dragover', 'drop']) window.addEventListener(type, (event) => event.preventDefault());
window.addEventListener('beforeunload', (event) => {
  if (isOnWay() && document.getElementById('upload')) event.preventDefault();
});
document.addEventListener('htmx:after:swap', connect);
connect();
