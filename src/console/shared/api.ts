/** REST calls of the page: JSON in and out, the session in its cookie, problems as errors with a stable code. */
import { problemText } from './i18n.js';

export class ApiError extends Error {
  constructor(readonly status: number, readonly code: string, text: string, readonly problems: readonly { readonly text: string; readonly at?: string }[] = []) { super(text); }
}
let unauthorized: () => void = () => undefined;
/** What is done when the session turns out to be over; logging in is no such moment. */
export function onUnauthorized(run: () => void): void { unauthorized = run; }
let factorDue: () => void = () => undefined;
/** What is done when the role has to have a second factor now, and this user has none. */
export function onFactorDue(run: () => void): void { factorDue = run; }
let proof: () => Promise<boolean> = () => Promise.resolve(false);
/** How password or code are asked for before a grave act; true: they were given, and the request is sent again. */
export function setProof(ask: () => Promise<boolean>): void { proof = ask; }
const PROOF = 'proof.required';
/** Where 401 says that something typed was wrong, or that nobody is there yet. */
const KEEPS: ReadonlySet<string> = new Set(['/login', '/me', '/me/proof']);

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

async function request<T>(method: string, path: string, body: unknown, query: Query = {}): Promise<T> {
  try { return await once<T>(method, path, body, query); } catch (error) {
    if (error instanceof ApiError && error.code === PROOF && await proof()) return once<T>(method, path, body, query);
    throw error;
  }
}
async function once<T>(method: string, path: string, body: unknown, query: Query): Promise<T> {
  const url = new URL(`/api/v1${path}`, location.origin);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, String(value));
  const form = body instanceof FormData;
  const headers: Record<string, string> = { accept: 'application/json', 'x-dunwell': '1' };
  if (body !== undefined && !form) headers['content-type'] = 'application/json';
  if (method === 'POST') headers['idempotency-key'] = crypto.randomUUID();
  let response: Response;
  try {
    response = await fetch(url, { method, headers, credentials: 'same-origin', ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }) });
  } catch { throw new ApiError(0, 'network', problemText('network', '')); }
  const text = await response.text();
  let value: unknown = null;
  try { value = text === '' ? null : JSON.parse(text); } catch { /* not JSON: the status speaks */ }
  if (response.ok) return value as T;
  if (response.status === 401 && !KEEPS.has(path)) unauthorized();
  const problem = (typeof value === 'object' && value !== null ? value : {}) as { code?: string; detail?: string; problems?: { text: string; at?: string }[] };
  if (problem.code === 'second_factor.must_set_up') factorDue();
  throw new ApiError(response.status, problem.code ?? `http.${response.status}`, problemText(problem.code ?? '', problem.detail ?? response.statusText), problem.problems ?? []);
}
export const get = <T>(path: string, query?: Query): Promise<T> => request<T>('GET', path, undefined, query);
export const patch = <T>(path: string, body: unknown): Promise<T> => request<T>('PATCH', path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => request<T>('PUT', path, body);
export const del = <T>(path: string): Promise<T> => request<T>('DELETE', path, undefined);
export const post = <T>(path: string, body: unknown = {}): Promise<T> => request<T>('POST', path, body);

/** Asks for a file and gives it to the browser to keep, under the name the server says. */
export async function download(path: string, body: unknown): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, { method: 'POST', headers: { 'x-dunwell': '1', 'content-type': 'application/json' }, credentials: 'same-origin', body: JSON.stringify(body) });
  } catch { throw new ApiError(0, 'network', problemText('network', '')); }
  if (!response.ok) {
    if (response.status === 401) unauthorized();
    const problem = await response.json().catch(() => ({})) as { code?: string; detail?: string };
    throw new ApiError(response.status, problem.code ?? `http.${response.status}`, problemText(problem.code ?? '', problem.detail ?? response.statusText));
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'report';
  link.click();
  // Not at once: the browser has yet to read it.
  setTimeout(() => { URL.revokeObjectURL(url); }, 60_000);
}

export interface Page<T> { readonly items: readonly T[]; readonly next?: string | null }
export const errorText = (error: unknown): string =>
  error instanceof ApiError ? [error.message, ...error.problems.map((p) => (p.at === undefined ? p.text : `${p.at}: ${p.text}`))].join('\n') : String(error);

/** Uploads with progress, which fetch cannot tell. */
export function upload<T>(path: string, form: FormData, progress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    xhr.open('POST', `/api/v1${path}`);
    xhr.setRequestHeader('x-dunwell', '1');
    xhr.setRequestHeader('accept', 'application/json');
    xhr.upload.onprogress = (event) => { if (event.lengthComputable) progress(event.loaded / event.total); };
    xhr.onerror = () => { reject(new ApiError(0, 'network', problemText('network', ''))); };
    xhr.onload = () => {
      let value: unknown = null;
      try { value = JSON.parse(xhr.responseText); } catch { /* the status speaks */ }
      if (xhr.status >= 200 && xhr.status < 300) { resolve(value as T); return; }
      const problem = (value ?? {}) as { code?: string; detail?: string };
      reject(new ApiError(xhr.status, problem.code ?? `http.${xhr.status}`, problemText(problem.code ?? '', problem.detail ?? xhr.statusText)));
    };
    xhr.send(form);
  });
}
