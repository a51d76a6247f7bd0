import { dateInTokyo, dateTimeInTokyo, formatCalendarDate } from '../domain/calendar-date.ts';

/** What every mail has in common; plain text, lines as the reader's program breaks them. */
export interface MailText {
  subject: string;
  text: string;
}

export interface Sender {
  institutionName: string;
  /** Address of the portal. */
  publicUrl: string;
}

/** One mail: who is addressed, the paragraphs, and how to tell that it is genuine; the mailer adds whom to ask. */
export function mailText(
  { institutionName, publicUrl }: Sender,
  subject: string,
  addressee: string,
  paragraphs: (string | undefined)[],
): MailText {
  const closing = [
    '――――――――――――――――――――',
    `このメールは${institutionName}のWebサービスから自動で送信しています。このアドレスへの返信にはお答えできません。`,
    `${institutionName}がメールでパスワードをお尋ねすることはありません。Webサービスのアドレスは ${publicUrl} です。これと異なるアドレスへ誘導するメールは開かないでください。`,
    `${institutionName}`,
  ].join('\n');
  const opening = addressee ? [addressee] : [];
  const text = [...opening, ...paragraphs.filter((paragraph) => paragraph !== undefined), closing].join(
    '\n\n',
  );
  return { subject: `【${institutionName}】${subject}`, text: `${text}\n` };
}

/** 2026/11/22 09:30:00 in Tokyo, the writing of the screens. */
export const dateTime = dateTimeInTokyo;

/** 2026/11/22 in Tokyo. */
export const day = (instant: Date) => formatCalendarDate(dateInTokyo(instant));
