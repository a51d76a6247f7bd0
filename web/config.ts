import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import {
  encryptionVariables,
  flag,
  list,
  metricsVariables,
  port,
  readEnvironment,
  serviceVariables,
  tracesVariables,
} from '../db/environment.ts';
import type { SecondFactorRule } from '../domain/second-factor.ts';

/** The web server's settings, read once at the start; a wrong one ends the process with a message that names it. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const config = read(environment);
  if (config.PUBLIC_URL.startsWith('https:') && config.ENCRYPTION_KEYS.all.has(KEY_FOR_TRYING_OUT))
    throw new Error(
      `The environment is not right:\n  ENCRYPTION_KEYS: the key ${KEY_FOR_TRYING_OUT} is known to everybody; make one of your own`,
    );
  return config;
}

/** ID of the key that docker-compose.yml has as a default. */
const KEY_FOR_TRYING_OUT = 'only-for-trying-out';

const read = (environment: NodeJS.ProcessEnv) =>
  readEnvironment(
    {
      ...serviceVariables,
      ...encryptionVariables,
      ...metricsVariables,
      ...tracesVariables,
      PORT: port.default(3000),
      HOST: z.string().min(1).default('127.0.0.1'),
      /** Where staff and operators open Temporal's UI; links to a workflow lead there. */
      TEMPORAL_UI_URL: z.url().default('http://localhost:8233'),
      /** Whether approvers, supervisors and auditors have to have a second factor. */
      STAFF_SECOND_FACTOR: z.enum(['required', 'optional'] satisfies SecondFactorRule[]).default('required'),
      /** Addresses or CIDR ranges whose X-Forwarded-For is believed. */
      TRUSTED_PROXIES: list.refine((entries) => entries.every(isRange), 'must be addresses or CIDR ranges'),
      /** Embedded default only: what a client on loopback counts as, so that address rules can be tried. */
      DEMO_CLIENT_ADDRESS: z.string().refine(isIP, 'must be an IP address').optional(),
      /** Embedded default only: takes the addresses reserved for examples for global ones. */
      ADMIT_DOCUMENTATION_RANGES: z.string().default('false').pipe(flag),
      /** Seconds between SIGTERM, from which on `/readyz` answers 503, and the end of new connections. */
      SHUTDOWN_DELAY: z.coerce.number('must be a number of seconds').min(0).max(300).default(0),
      /** How long a download of the access history may take before it is cut off. */
      EXPORT_MINUTES_AT_MOST: z.coerce.number('must be a number of minutes').positive().max(240).default(15),
    },
    environment,
  );
export type Config = ReturnType<typeof read>;

const isRange = (entry: string) => ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry);
