import type { Settings } from './environment.ts';

/** What follows from the settings of `npm start`: the ports, what web and worker are told, and the lines at the end. */

export const linkedServicesUrl = ({ LINKED_SERVICES_PORT }: Settings) =>
  `http://localhost:${LINKED_SERVICES_PORT}`;

/** By default in the embedded Postgres alone. */
export const hasDemo = ({ DEMO_DATA, DATABASE_URL }: Settings) => DEMO_DATA ?? !DATABASE_URL;

/** The ports that must be free, by the variables that change them. */
export const portsOf = (settings: Settings) => ({
  PORT: { port: settings.PORT, what: 'web' },
  ...(hasDemo(settings)
    ? { LINKED_SERVICES_PORT: { port: settings.LINKED_SERVICES_PORT, what: 'linked services' } }
    : {}),
  ...(settings.DATABASE_URL ? {} : { PGPORT: { port: settings.PGPORT, what: 'Postgres' } }),
  ...(settings.TEMPORAL_ADDRESS
    ? {}
    : {
        TEMPORAL_PORT: { port: settings.TEMPORAL_PORT, what: 'Temporal' },
        TEMPORAL_UI_PORT: { port: settings.TEMPORAL_UI_PORT, what: "Temporal's pages" },
      }),
  ...(settings.SMTP_URL
    ? {}
    : {
        SMTP_PORT: { port: settings.SMTP_PORT, what: 'mail server' },
        MAIL_UI_PORT: { port: settings.MAIL_UI_PORT, what: 'mail page' },
      }),
});

/** What web, worker and the demo's linked services read. */
export function serviceEnvironment(
  settings: Settings,
  { databaseUrl, temporalAddress, smtpUrl }: Record<'databaseUrl' | 'temporalAddress' | 'smtpUrl', string>,
): NodeJS.ProcessEnv {
  // Embedded: loopback counts as a trusted proxy and its visitors as the manual's example address, so that address rules can be
  // tried; staff log in with the password alone, so that a newcomer can be all of them.
  const demo = {
    TRUSTED_PROXIES: '127.0.0.0/8,::1/128',
    DEMO_CLIENT_ADDRESS: '203.0.113.101',
    ADMIT_DOCUMENTATION_RANGES: 'true',
    STAFF_SECOND_FACTOR: 'optional',
  };
  return {
    ...(settings.DATABASE_URL ? {} : demo),
    ...process.env,
    PORT: String(settings.PORT),
    PUBLIC_URL: settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_UI_URL: settings.TEMPORAL_UI_URL ?? `http://localhost:${settings.TEMPORAL_UI_PORT}`,
    SMTP_URL: smtpUrl,
    LINKED_SERVICES_PORT: String(settings.LINKED_SERVICES_PORT),
    LINKED_SERVICES_URL: linkedServicesUrl(settings),
    WEB_URL: `http://127.0.0.1:${settings.PORT}`,
  };
}

export function readyText(
  settings: Settings,
  { PUBLIC_URL, TEMPORAL_UI_URL }: NodeJS.ProcessEnv,
  seconds: string,
): string {
  return [
    '',
    `Ready (${seconds} s)`,
    '',
    `  Portal         ${PUBLIC_URL}/`,
    `  Back office    ${PUBLIC_URL}/office`,
    `  Temporal       ${TEMPORAL_UI_URL}`,
    ...(settings.SMTP_URL ? [] : [`  Mail           http://localhost:${settings.MAIL_UI_PORT}`]),
    ...(hasDemo(settings) ? demoAccounts : []),
    '',
    `  Data and logs are in ${settings.DATA_DIR}. Ctrl-C stops everything.`,
    '',
  ].join('\n');
}

const demoAccounts = [
  '',
  '  Demo accounts, password of all: demo only, never in production',
  '    administrators  201234567000 (head office)  201234568000 (head office)  201234569000 (branch)',
  '    applicants      201234567001 (all rights)  201234567002 (input only)',
  '    staff           clerk1  clerk2  approver1  approver2  supervisor1  auditor1',
];
