import { ApplicationFailure } from '@temporalio/common';
import { createTransport, type SentMessageInfo, type Transporter } from 'nodemailer';
import type { Db } from '../db/client.ts';
import {
  isMailSent,
  type MailToLog,
  recordMailAbandoned,
  recordMailAttempt,
  recordMailFailure,
  recordMailGivenUp,
  recordMailSent,
} from '../db/mail-log.ts';
import { currentRequestId } from '../db/request-context.ts';
import type { MailKind } from '../db/schema/mail-log.ts';
import { parseEmail } from '../domain/email.ts';
import { mailAttempts } from './mail-metrics.ts';

export interface Mail {
  kind: MailKind;
  /** What it is about: a Web application number, the ID of an e-mail change. */
  reference: string;
  /** Tells apart the mails of one kind about one thing: a round, a link's generation. */
  n: number;
  to: string;
  subject: string;
  text: string;
  /** Staff had a mail sent once more: this one has a Message-ID of its own and refers to the first. */
  resend?: { resendId: string; of: string };
}
type Identity = Pick<Mail, 'kind' | 'reference' | 'n' | 'resend'>;

export interface Mailer {
  /**
   * Hands a mail to the mail server, once: a mail that the log shows as accepted is not sent again. Where the server
   * accepted it and the log could not be written, it goes out again under the same Message-ID, by which mail programs
   * recognise the copy. Fails with type `MailNotAccepted` (try again), or `RecipientRefused` (give up).
   */
  deliver(mail: Mail): Promise<void>;
  /** None of the tries of this mail is wanted any more: what was not accepted is not waited for. */
  abandon(mail: Pick<Mail, 'kind' | 'reference'>): Promise<void>;
  /** It was wanted, and by `at` is of no use any more: staff see that it never left, also where no try of it was made. */
  giveUp(mail: Omit<Mail, 'text'>, at: Date): Promise<void>;
  /** Whether the mail server has accepted this mail already. */
  isDelivered(mail: Identity): Promise<boolean>;
  close(): void;
}

export interface MailerOptions {
  db: Db;
  /** smtp://… or smtps://… */
  smtpUrl: string;
  /** Address in From; its domain is the one of the Message-IDs. */
  from: string;
  institutionName: string;
  /** Whom readers can ask; the last line of every mail. */
  contact: string;
  now: () => Date;
}

/** Milliseconds without an answer after which the mail server counts as away. */
const PATIENCE = 10_000;
/** How long a recipient whom the server refuses is asked for again, once an hour. */
const GIVE_UP_AFTER_HOURS = 24;

/** The one way out for mail. */
export function createMailer({ db, smtpUrl, from, institutionName, contact, now }: MailerOptions): Mailer {
  const transport: Transporter<SentMessageInfo> = createTransport({
    url: smtpUrl,
    connectionTimeout: PATIENCE,
    greetingTimeout: PATIENCE,
    socketTimeout: PATIENCE,
    dnsTimeout: PATIENCE,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const messageIdOf = ({ kind, reference, n, resend }: Identity) =>
    `<${[kind, reference, n, ...(resend ? ['resend', resend.resendId] : [])].join('.')}@${from.slice(from.lastIndexOf('@') + 1)}>`;
  const toLog = (mail: Omit<Mail, 'text'>): MailToLog => ({
    messageId: messageIdOf(mail),
    kind: mail.kind,
    recipient: mail.to,
    subject: mail.subject,
    reference: mail.reference,
    n: mail.n,
    resendOf: mail.resend?.of,
    requestId: currentRequestId(),
  });

  return {
    deliver,
    abandon: (mail) => recordMailAbandoned(db, mail, now()),
    giveUp: (mail, at) => recordMailGivenUp(db, toLog(mail), at),
    isDelivered: (mail) => isMailSent(db, messageIdOf(mail)),
    close: () => transport.close(),
  };

  async function deliver(mail: Mail): Promise<void> {
    const mailToLog = toLog(mail);
    const { messageId } = mailToLog;
    const log = await recordMailAttempt(db, mailToLog);
    if (log.sentAt) return;
    await send(mail, messageId).catch(async (error: unknown) => {
      const failure = failureOf(error, now().getTime() - log.createdAt.getTime());
      mailAttempts.inc({ outcome: failure.nonRetryable ? 'given_up' : 'failed' });
      const reason = error instanceof Error ? error.message : String(error);
      await recordMailFailure(db, messageId, reason, failure.nonRetryable ? now() : null);
      throw failure;
    });
    mailAttempts.inc({ outcome: 'accepted' });
    await recordMailSent(db, messageId, now());
  }

  async function send({ to, subject, text, resend }: Mail, messageId: string): Promise<void> {
    const recipient = oneAddress(to);
    const requestId = currentRequestId();
    const { accepted = [], rejected = [] } = await transport.sendMail({
      envelope: { from, to: [recipient] },
      from: { name: institutionName, address: from },
      to: { name: '', address: recipient },
      messageId,
      ...(resend ? { inReplyTo: resend.of, references: [resend.of] } : {}),
      subject,
      text: `${text}お問い合わせ先：${contact}\n`,
      headers: {
        'Auto-Submitted': 'auto-generated',
        'Content-Language': 'ja',
        ...(requestId ? { 'X-Request-ID': requestId } : {}),
      },
    });
    if (accepted.length !== 1 || rejected.length !== 0)
      throw new Error(`The mail server accepted ${accepted.length} recipients instead of one`);
  }
}

/** Refuses whatever is not exactly one plain address: a comma or a line break would add recipients (ASVS V1.3.11). */
function oneAddress(address: string): string {
  const parsed = parseEmail(address);
  if ('value' in parsed && address.trim() === address && parsed.value.toLowerCase() === address.toLowerCase())
    return parsed.value;
  throw ApplicationFailure.nonRetryable('The recipient is not one plain address', 'RecipientRefused');
}

/** What Temporal may know of a failure: no address, no answer of the server (both stand in the mail log). */
function failureOf(error: unknown, sinceFirstTry: number): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const message = `The mail server did not take the mail (${[code, responseCode].filter(Boolean).join(' ') || 'no code'})`;
  const isRefused = code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500;
  if (!isRefused) return ApplicationFailure.retryable(message, 'MailNotAccepted');
  if (sinceFirstTry >= GIVE_UP_AFTER_HOURS * 60 * 60 * 1000)
    return ApplicationFailure.nonRetryable(message, 'RecipientRefused');
  return ApplicationFailure.create({ message, type: 'MailNotAccepted', nextRetryDelay: '1 hour' });
}
