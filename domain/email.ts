import { type Parsed, parseCode } from './text.ts';

/**
 * One e-mail address, safe to hand to a mail server: no display name, no list, no line break. Full-width input is
 * converted, the domain is lower-cased (the local part belongs to its server), 254 characters at most (RFC 5321 4.5.3.1.3
 * less the angle brackets). Only the dot-atom form of RFC 5322 is taken.
 */
export function parseEmail(raw: string): Parsed<string> {
  if (/[\r\n]/.test(raw)) return { error: 'メールアドレスに改行は使用できません。1行で入力してください。' };
  const code = parseCode(raw);
  if ('error' in code) return code;
  const address = code.value;
  const refusal = refusalOf(address);
  if (refusal) return { error: refusal };
  const at = address.lastIndexOf('@');
  return { value: address.slice(0, at) + address.slice(at).toLowerCase() };
}

function refusalOf(address: string): string | undefined {
  if (/[,;、，]/.test(address))
    return 'メールアドレスは1件だけ入力してください（「,」「;」は使用できません）。';
  if (address.length > 254) return 'メールアドレスは254文字以内で入力してください。';
  const [local, domain, ...more] = address.split('@');
  if (!local || !domain || more.length > 0) return FORMAT;
  if (isOldMobile(local)) return OLD_MOBILE;
  return ATOM.test(local) && local.length <= 64 && DOMAIN.test(domain) ? undefined : FORMAT;
}

const FORMAT = 'メールアドレスを「name@example.co.jp」の形式で、半角で入力してください。';

/** Before 2009 Japanese carriers gave out addresses such as a..b@ and a.@, which no mail standard allows. */
const isOldMobile = (local: string) =>
  /\.\.|^\.|\.$/.test(local) && ATOM.test(local.replace(/\.+/g, '.').replace(/^\.|\.$/g, ''));
const OLD_MOBILE =
  '「.」が連続する、または「@」の直前・先頭にあるメールアドレス（以前の携帯電話のアドレスなど）には送信できません。別のメールアドレスを入力してください。';

const ATOM = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const DOMAIN = new RegExp(`^(?:${LABEL}\\.)+(?!\\d+$)${LABEL}$`);
