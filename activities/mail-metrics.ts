import { Counter } from 'prom-client';
import { registry } from '../db/metrics.ts';

/** What came of handing mails to the mail server. */
export const mailAttempts = new Counter({
  name: 'madoguchi_mail_attempts_total',
  help: 'Tries of this process to send a mail: accepted, failed (another try follows) or given_up',
  labelNames: ['outcome'] as const,
  registers: [registry],
});
