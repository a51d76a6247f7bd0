import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const manualFolder = fileURLToPath(new URL('../../docs/manual', import.meta.url));
export const picturesFolder = join(manualFolder, 'pictures');

export interface Chapter {
  file: string;
  text: string;
}

/**
 * A picture as a chapter asks for it: `![…](pictures/LOOK--VARIANT.webp "赤枠：ログイン / こちら")`. It is what a journey shows as
 * LOOK (test/journeys/steps.ts), with a red frame around each button, link or field of that name; a variant is the
 * same screen with other frames.
 */
export interface ManualPicture {
  file: string;
  look: string;
  marks: string[];
}

export const chapters = (): Chapter[] =>
  readdirSync(manualFolder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => ({ file, text: readFileSync(join(manualFolder, file), 'utf8') }));

/** Every picture that a chapter refers to, once. Throws where two chapters want other frames in one file. */
export function manualPictures(all: Chapter[] = chapters()): ManualPicture[] {
  const pictures = new Map<string, ManualPicture>();
  for (const { file: chapter, text } of all) {
    for (const [, file = '', look = '', marks] of text.matchAll(REFERENCE)) {
      const picture = { file, look, marks: marks?.split(' / ') ?? [] };
      const other = pictures.get(file);
      if (other && other.marks.join() !== picture.marks.join())
        throw new Error(
          `${chapter}: ${file} is framed in another way elsewhere; name a variant, ${look}--….webp`,
        );
      pictures.set(file, picture);
    }
  }
  return [...pictures.values()];
}

const REFERENCE = /!\[[^\]]*\]\(pictures\/(([a-z0-9-]+?)(?:--[a-z0-9-]+)?\.webp)(?: "赤枠：([^"]*)")?\)/g;
