import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { freePort } from '../../dev/ports.ts';
import { waitFor } from './wait-for.ts';

export interface ReceivedMail {
  /** Of the envelope: whom it really went to. */
  to: string[];
  /** Of the envelope. */
  from: string;
  subject: string;
  /** The plain text, decoded. */
  text: string;
  /** Without angle brackets. */
  messageId: string;
  /** All headers, names in lower case. */
  headers: Map<string, unknown>;
  receivedAt: Date;
}

/**
 * How the server treats the next mails: takes them; refuses the recipient with a code (4xx: try again, 5xx: never);
 * says nothing after the data; or takes the mail but drops the connection before it says so.
 */
export type MailBehaviour =
  | { kind: 'accept' }
  | { kind: 'refuse'; code: number; message?: string }
  | { kind: 'hang' }
  | { kind: 'acceptThenDrop' };

export interface MailServer {
  /** smtp://127.0.0.1:PORT */
  readonly url: string;
  /** All that it took, oldest first. */
  readonly mails: ReceivedMail[];
  behave(behaviour: MailBehaviour): void;
  /** How many mails it was offered, whatever became of them. */
  readonly offered: number;
  /** Told of each mail as it comes, before the sender is told that it was taken. */
  onMail(listener: (mail: ReceivedMail) => void): void;
  /** Ends all connections, those too that nobody answers any more. */
  dropConnections(): void;
  /** Those to this address. */
  to(address: string): ReceivedMail[];
  /** Waits for a mail to this address, and whose subject contains `subject` if that is given. Returns the newest. */
  waitForMail(address: string, options?: { subject?: string; timeout?: number }): Promise<ReceivedMail>;
  clear(): void;
  close(): Promise<void>;
}

/** A mail server in this process, on a free port of loopback (or on `port`). */
export async function startMailServer({ port }: { port?: number } = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  let behaviour: MailBehaviour = { kind: 'accept' };
  let offered = 0;
  let listener: (mail: ReceivedMail) => void = () => {};

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onRcptTo(_address, _session, callback) {
      offered += 1;
      if (behaviour.kind !== 'refuse') return callback();
      const { code, message = 'refused by the test' } = behaviour;
      callback(Object.assign(new Error(message), { responseCode: code }));
    },
    async onData(stream, { envelope }, callback) {
      const now = behaviour;
      const parsed = await simpleParser(stream).catch(() => undefined);
      // The line was cut before the mail was whole.
      if (!parsed) return;
      if (now.kind === 'hang') return;
      const mail = {
        to: envelope.rcptTo.map(({ address }) => address),
        from: envelope.mailFrom ? envelope.mailFrom.address : '',
        subject: parsed.subject ?? '',
        text: parsed.text ?? '',
        messageId: (parsed.messageId ?? '').replace(/^<|>$/g, ''),
        headers: parsed.headers,
        receivedAt: new Date(),
      };
      mails.push(mail);
      listener(mail);
      if (now.kind === 'acceptThenDrop') return void dropConnections();
      callback();
    },
  });
  const dropConnections = () => {
    for (const connection of server.connections) connection._socket.destroy();
  };
  server.on('error', () => {});
  const listening = port ?? (await freePort());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listening, '127.0.0.1', () => resolve());
  });

  const to = (address: string) => mails.filter((mail) => mail.to.includes(address));
  return {
    url: `smtp://127.0.0.1:${listening}`,
    mails,
    behave: (next) => {
      behaviour = next;
    },
    get offered() {
      return offered;
    },
    onMail: (next) => {
      listener = next;
    },
    dropConnections,
    to,
    waitForMail: (address, { subject = '', timeout = 15_000 } = {}) =>
      waitFor(() => to(address).findLast((mail) => mail.subject.includes(subject)), {
        timeout,
        what: `a mail ${subject ? `“${subject}” ` : ''}to ${address}`,
      }),
    clear: () => {
      mails.length = 0;
    },
    async close() {
      dropConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
