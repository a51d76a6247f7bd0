import type { ReceivedMail } from './mail.ts';
import { type Visitor, visitorOf } from './web.ts';

/** A password that its user chose; long, and on no list. */
export const CHOSEN_PASSWORD = 'umbrella lantern 47 orchard';

/** The temporary password in a mail. */
export function passwordIn({ text }: Pick<ReceivedMail, 'text'>): string {
  const [password] = /(?:[2-9a-hjkmnp-z]{4}-){4}[2-9a-hjkmnp-z]{4}/.exec(text) ?? [];
  if (!password) throw new Error('There is no password in the mail');
  return password;
}

/** Tries to log in; undefined where that is refused. */
export async function tryLogin(
  url: string,
  webUserId: string,
  password: string,
): Promise<Visitor | undefined> {
  const visitor = visitorOf(url);
  const answer = await visitor.post('/login', { webUserId, password });
  return answer.status === 303 ? visitor : undefined;
}

/** The 「パスワード再発行」 screen, confirmed. */
export const askForReissue = (url: string, webUserId: string, email: string): Promise<Response> =>
  visitorOf(url).post('/password-reissue', { webUserId, email, confirmed: 'true' });
