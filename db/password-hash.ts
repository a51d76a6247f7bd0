import { setTimeout } from 'node:timers/promises';
import { hash, verify } from '@node-rs/argon2';
import { normalisePassword } from '../domain/password.ts';

/** Argon2id with OWASP's parameters (m=19 MiB, t=2, p=1; ASVS V11.4.2). About 17 ms of one core each. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Verifications at once: a flood of logins must leave the event loop and the other threads to the pages. */
const AT_ONCE = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** How many are being made or compared, and how many wait for that. */
export const hashingNow = () => ({ running, waiting: waiting.length });

/** PHC string of a new hash. */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(normalisePassword(password), parameters));

/**
 * Whether `password` is the one behind `passwordHash`. For an unknown user pass `undefined`: it takes as long as for a
 * known one (ASVS V6.3.8).
 */
export const passwordMatches = async (
  passwordHash: string | null | undefined,
  password: string,
): Promise<boolean> => {
  const known = passwordHash ?? (await decoy());
  const matches = await measured(() => inTurn(() => verify(known, normalisePassword(password))));
  return matches && known === passwordHash;
};

/**
 * Takes about as long as a comparison, without its work: for attempts whose refusal says nothing about an ID, so that a
 * flood from one address costs no hashing.
 */
export const asLongAsComparing = (): Promise<void> => setTimeout(usualMilliseconds);

let usualMilliseconds = 20;
async function measured<T>(work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  usualMilliseconds += (performance.now() - began - usualMilliseconds) / 10;
  return result;
}

let decoyHash: Promise<string> | undefined;
function decoy(): Promise<string> {
  decoyHash ??= hash('nobody has this password', parameters);
  return decoyHash;
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
