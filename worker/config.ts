import { z } from 'zod';
import { metricsVariables, readEnvironment, serviceVariables, tracesVariables } from '../db/environment.ts';
import { KEPT_MONTHS_AT_LEAST } from '../domain/access-history-month.ts';

/** The worker's settings, read once at the start; a wrong one ends the process with a message that names it. */
export const readConfig = (environment: NodeJS.ProcessEnv = process.env) =>
  readEnvironment(
    {
      ...serviceVariables,
      ...metricsVariables,
      ...tracesVariables,
      SMTP_URL: z
        .url({ protocol: /^smtps?$/, error: 'must be an address that begins with smtp:// or smtps://' })
        .default('smtp://localhost:1025'),
      /** Months after which the access history is dropped, the running one counted. */
      ACCESS_HISTORY_RETENTION_MONTHS: z.coerce
        .number('must be a number of months')
        .int('must be a whole number of months')
        .min(KEPT_MONTHS_AT_LEAST, `must be at least ${KEPT_MONTHS_AT_LEAST}: customers may ask for a year`)
        .max(1_200, 'must be at most 1200')
        .default(84),
      /** Path of a bundle made by worker/bundle.ts; unset, the workflows are bundled at the start. */
      WORKFLOW_BUNDLE: z.string().optional(),
    },
    environment,
  );
export type Config = ReturnType<typeof readConfig>;
