import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { databaseVariables, flag, port, readEnvironment, serviceVariables } from '../db/environment.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const smtpUrl = z.string().regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://');

/** What `npm start` reads, once; a wrong one ends it with a message that names the variable. */
export const readSettings = (environment: NodeJS.ProcessEnv = process.env) =>
  readEnvironment(
    {
      PORT: port.min(1).default(3000),
      PGPORT: port.min(1).default(54_320),
      TEMPORAL_PORT: port.min(1).default(7233),
      TEMPORAL_UI_PORT: port.min(1).default(8233),
      SMTP_PORT: port.min(1).default(1025),
      MAIL_UI_PORT: port.min(1).default(1080),
      /** The demo's linked services; only with demo accounts. */
      LINKED_SERVICES_PORT: port.min(1).default(3100),
      /** Everything that is kept; a second instance beside the first takes another one and other ports. */
      DATA_DIR: z
        .string()
        .default('.data')
        .transform((folder) => resolve(root, folder)),
      /** Whether there are demo accounts; by default there are, in the embedded Postgres only. */
      DEMO_DATA: flag.optional(),
      // Where one of these is set, that part is not started here.
      DATABASE_URL: databaseVariables.DATABASE_URL.optional(),
      TEMPORAL_ADDRESS: serviceVariables.TEMPORAL_ADDRESS.unwrap().optional(),
      SMTP_URL: smtpUrl.optional(),
      TEMPORAL_UI_URL: z.url().optional(),
      PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    },
    environment,
  );

export type Settings = ReturnType<typeof readSettings>;
