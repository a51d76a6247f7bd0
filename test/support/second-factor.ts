import { createHmac, randomUUID } from 'node:crypto';
import type { Db } from '../../db/client.ts';
import { seal } from '../../db/encryption.ts';
import { staffSecondFactors } from '../../db/schema/index.ts';
import { makeRecoveryCodes, replaceRecoveryCodes, secondFactorPlace } from '../../db/second-factors.ts';
import { makeTotpSecret } from '../../domain/second-factor.ts';
import { testKeys } from './encryption.ts';
import { DEMO_PASSWORD, type Visitor } from './web.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator shows: RFC 4226 and 6238 once more, apart from the library that the product uses. */
export function codeAt(secret: string, at: Date, stepsLater = 0): string {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000) + stepsLater));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export const codeNow = (secret: string, stepsLater = 0) => codeAt(secret, new Date(), stepsLater);

/** A second factor as if its owner had set it up, none of whose codes was used, with recovery codes. */
export async function giveSecondFactor(db: Db, staffId: string) {
  const secondFactorId = randomUUID();
  const secret = makeTotpSecret();
  await db.insert(staffSecondFactors).values({
    secondFactorId,
    staffId,
    sealedSecret: seal(testKeys, secondFactorPlace(secondFactorId), secret),
    confirmedAt: new Date(),
  });
  const { codes, rows } = await makeRecoveryCodes();
  await replaceRecoveryCodes(db, staffId, rows);
  return { secret, codes };
}

/** The first step of the login. */
export const givePassword = (visitor: Visitor, staffId: string, password = DEMO_PASSWORD) =>
  visitor.post('/office/login', { staffId, password });
