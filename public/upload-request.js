/* Requests that send files, and figures as people read them; used by upload.js. */

export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
const locale = () => document.documentElement.lang || 'en';

export function bytesText(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${new Intl.NumberFormat(locale(), { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${units[unit]}`;
}

export function timeText(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

/** What is remembered of uploads that were begun; a browser that keeps nothing begins anew. */
export const memory = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, id) {
    try {
      if (id === null) localStorage.removeItem(key);
      else localStorage.setItem(key, id);
    } catch {
      // It works without, only not after a reload.
    }
  },
};

/** The server's answer was a refusal: what it says. */
export class Refusal extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? '');
    this.status = status;
    this.code = problem?.code ?? '';
    this.requestId = problem?.requestId ?? '';
    this.offset = problem?.errors?.find((e) => e.pointer === '/Upload-Offset')?.message;
  }
}

/** One request; rejects with a Refusal, or with null when the server cannot be reached. */
export function ask(method, path, body, headers, onStart = () => {}, onBytes = () => {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader('x-adit-csrf', '1');
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', (event) => onBytes(event.loaded));
    request.addEventListener('load', () => {
      const text = request.responseText;
      const answer = text.startsWith('{') ? JSON.parse(text) : null;
      if (request.status < 400) resolve(answer);
      else reject(new Refusal(request.status, answer));
    });
    for (const event of ['error', 'timeout', 'abort']) request.addEventListener(event, () => reject(null));
    onStart(request);
    request.send(body);
  });
}
