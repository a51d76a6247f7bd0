import { createHash, hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

export const MANIFEST = 'manifest.json';

const file = z.object({ name: z.string().regex(/^[\w.-]+$/), bytes: z.number(), sha256: z.string() });
const manifest = z.object({
  product: z.literal('madoguchi'),
  format: z.literal(1),
  /** When the database looked like this. */
  takenAt: z.iso.datetime(),
  server: z.string(),
  /** Hash of the latest migration, and how many there were. */
  schema: z.object({ migrations: z.number(), latest: z.string() }),
  /** Head of the access history's chain of seals, for `history:verify --expect`; none before the first. */
  seal: z.string().nullable(),
  /** Rows of each table. */
  rows: z.record(z.string(), z.number()),
  database: file,
  /** Temporal's databases, by name. */
  temporal: z.array(file.extend({ database: z.string() })),
});
export type Manifest = z.infer<typeof manifest>;
export type BackupFile = z.infer<typeof file>;

export const totalRows = ({ rows }: Manifest): number =>
  Object.values(rows).reduce((sum, count) => sum + count, 0);

export async function readManifest(folder: string): Promise<Manifest> {
  const parsed = manifest.safeParse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
  if (!parsed.success) throw new Error(`${join(folder, MANIFEST)} is no manifest of a backup`);
  return parsed.data;
}

/** Reads a file of a backup, and throws where it is not the one that the manifest is about. */
export async function requireSame(folder: string, { name, sha256 }: BackupFile): Promise<void> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(join(folder, name)), digest);
  if (digest.digest('hex') !== sha256)
    throw new Error(`${name} is not as it was written: its checksum differs`);
}

/** One line about a whole backup, which may be kept elsewhere: whoever changes a file has to change it. */
export const manifestDigest = async (folder: string): Promise<string> =>
  hash('sha256', await readFile(join(folder, MANIFEST)), 'hex');
