import type { Facts } from '../facts.ts';
import { doubled, type Law, lost, type Violation } from './law.ts';

/** Sent at least once under one Message-ID; never "done" before the database says so. */
export const mailLaw: Law = (facts) => [
  ...facts.mailLog.flatMap((row) => ofLogged(facts, row)),
  ...facts.mails
    .filter(({ messageId }) => !facts.mailLog.some((row) => plain(row.messageId) === messageId))
    .map((mail) => lost(aboutOf(mail.to[0]), `the mail ${mail.messageId} went out, and is in no log`)),
  ...facts.early.map(({ number, stage }) =>
    lost(
      facts.changeApplications.find((row) => row.applicationNumber === number)?.insuredCode ?? '',
      `the mail that ${number} is done came while it was ${stage}`,
    ),
  ),
];

/** Each try of a mail that carries a secret is a mail of its own. */
export const carriesSecret =
  /^(password|applicantPassword|staffPassword|oneTimePassword|emailVerification|emailChangeNotice)/;

function ofLogged(facts: Facts, row: Facts['mailLog'][number]): Violation[] {
  const about = aboutOf(row.recipient);
  const id = plain(row.messageId);
  const came = facts.mails.filter(({ messageId }) => messageId === id);
  const same = facts.mailLog.filter(
    (other) =>
      other.kind === row.kind &&
      other.reference === row.reference &&
      other.n === row.n &&
      other.resendOf === row.resendOf,
  );
  // A try of a secret that was wanted no more stays as it is; whether the last one came the other laws say.
  const isWaiting = !row.sentAt && !row.supersededAt && !row.givenUpAt && !carriesSecret.test(row.kind);
  return [
    ...(row.sentAt && came.length === 0
      ? [lost(about, `the mail ${id} counts as sent, and never came`)]
      : []),
    ...(isWaiting ? [lost(about, `the mail ${id} was never sent`)] : []),
    ...(!carriesSecret.test(row.kind) && same.length > 1
      ? [doubled(about, `${same.length} Message-IDs of one mail: ${id}`)]
      : []),
    ...(came.some(({ to }) => to.join() !== row.recipient)
      ? [doubled(about, `the mail ${id} went to another address than ${row.recipient}`)]
      : []),
  ];
}

const plain = (messageId: string) => messageId.replace(/^<|>$/g, '');

/** Of the companies' mailboxes; empty for another. */
const aboutOf = (address = '') => /[0-9]{9}/.exec(address)?.[0] ?? '';
