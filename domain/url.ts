import { type Parsed, parseCode } from './text.ts';

/** A web address, http or https only: it becomes a link, and `javascript:` must not. Without credentials. */
export function parseUrl(raw: string): Parsed<string> {
  const code = parseCode(raw);
  if ('error' in code) return code;
  const typed = code.value;
  if (/[ "'<>`\\]/.test(typed) || !/^https?:\/\//i.test(typed) || !URL.canParse(typed))
    return { error: MESSAGE };
  const url = new URL(typed);
  if (url.username || url.password || !url.hostname.includes('.')) return { error: MESSAGE };
  const bare = url.href === `${url.origin}/` && !typed.endsWith('/');
  return { value: bare ? url.origin : url.href };
}

const MESSAGE = 'URLは「https://」または「http://」から入力してください（例：https://www.example.co.jp）。';
