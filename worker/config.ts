import { z } from 'zod';
import { readEnvironment, serviceVariables } from '../db/environment.ts';

/** The worker's settings, read once at the start; a wrong one ends the process with a message that names it. */
export const readConfig = (environment: NodeJS.ProcessEnv = process.env) =>
  readEnvironment(
    {
      ...serviceVariables,
      SMTP_URL: z
        .url({ protocol: /^smtps?$/, error: 'must be an address that begins with smtp:// or smtps://' })
        .default('smtp://localhost:1025'),
      /** Path of a bundle made by worker/bundle.ts; unset, the workflows are bundled at the start. */
      WORKFLOW_BUNDLE: z.string().optional(),
    },
    environment,
  );
export type Config = ReturnType<typeof readConfig>;
