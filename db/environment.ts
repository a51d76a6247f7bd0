import { z } from 'zod';
import { parseEmail } from '../domain/email.ts';
import { type EncryptionKeys, parseEncryptionKeys } from './encryption.ts';

/** A port number; 0 asks for a free one. */
export const port = z.coerce.number('must be a port number').int().min(0).max(65_535);

/** Several texts with commas between them; none where it is not set. */
export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );

/** Variables that web, worker and migration have in common. */
export const databaseVariables = {
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://'),
  LOG_LEVEL: z.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
};

/** With what columns are encrypted, of those that read or write such columns. */
export const encryptionVariables = {
  ENCRYPTION_KEYS: z.string().transform((text, context): EncryptionKeys => {
    try {
      return parseEncryptionKeys(text);
    } catch (error) {
      context.addIssue((error as Error).message);
      return z.NEVER;
    }
  }),
};

/** Variables that say how to reach Temporal and how the institution calls itself; web and worker have them in common. */
export const serviceVariables = {
  ...databaseVariables,
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:]+:\d+$|^\[[0-9a-f:]+\]:\d+$/i, 'must be host:port')
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_TASK_QUEUE: z.string().min(1).default('madoguchi'),
  INSTITUTION_NAME: z.string().min(1).default('まどぐち保証機構'),
  /** Whom customers ask: in the foot of every page and mail. */
  INSTITUTION_CONTACT: z.string().min(1).default('お客様相談窓口　電話 0120-000-000（平日 9:00〜17:00）'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .transform((url) => url.replace(/\/+$/, ''))
    .default('http://localhost:3000'),
  /** Sender of the mails; pages ask customers to let it through their filters. */
  MAIL_FROM: z
    .string()
    .refine((address) => 'value' in parseEmail(address), 'must be one e-mail address')
    .default('web_info@madoguchi.example'),
};

/** Temporal's own databases, where they are in Postgres: for backup and restore. */
export const temporalDatabases = {
  TEMPORAL_DATABASE_URLS: list.refine(
    (urls) => urls.every((url) => /^postgres(ql)?:\/\//.test(url)),
    'must be addresses that begin with postgres://',
  ),
};

/** Where a process serves what it counts and measures, if it does. */
export const metricsVariables = {
  METRICS_PORT: port.optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
};

/** Where a process sends its traces, if it does; OpenTelemetry itself reads the headers that go with them. */
export const tracesVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .optional(),
};

/** `true` or `false`, nothing else: a mistyped switch must not read as "on". */
export const flag = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

/**
 * Reads the variables of `shape` from the environment, once, at the start. Empty counts as not set.
 * Throws an Error with one line for each variable that is missing or wrong.
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return `  ${name}: ${given[name] === undefined ? 'is not set' : issue.message}`;
  });
  throw new Error(`The environment is not right:\n${lines.join('\n')}`);
}
