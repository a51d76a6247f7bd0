/**
 * Styles, scripts and fonts, served below /assets/<hash of the content>/<name>: a name can only be one of the
 * table below, so no path of a request ever reaches the file system, and a browser may keep a file for ever.
 *
 *   app.route('/assets', assets)      assetUrl('app.css') → /assets/3f2a…/app.css
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { Hono } from 'hono';
import { forEveryone } from './access.ts';

const own = new URL('./assets/', import.meta.url);
const fontPackage = packageFolder('@fontsource-variable/noto-sans-jp/index.css');

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

type Asset = { url: string; type: string; load: () => Buffer };

const byName = new Map<string, Asset>();
const byUrl = new Map<string, Asset>();
const compressed = new Map<string, Promise<Buffer>>();

addFiles();

/** The address of an asset, which changes with its content. Throws for a name that is not served. */
export function assetUrl(name: string): string {
  const asset = byName.get(name);
  if (!asset) throw new Error(`No asset is called ${name}`);
  return asset.url;
}

/** Serves the assets; anything else below its mount point is not found. */
export const assets = new Hono().get('/*', forEveryone, async (c) => {
  const asset = byUrl.get(c.req.path);
  if (!asset) return c.notFound();
  c.header('content-type', asset.type);
  c.header('cache-control', 'public, max-age=31536000, immutable');
  c.header('x-content-type-options', 'nosniff');
  if (asset.type === 'font/woff2') return c.body(new Uint8Array(asset.load()));
  c.header('vary', 'accept-encoding');
  const encoding = acceptedEncoding(c.req.header('accept-encoding') ?? '');
  if (!encoding) return c.body(new Uint8Array(asset.load()));
  c.header('content-encoding', encoding);
  return c.body(new Uint8Array(await compressedOnce(asset, encoding)));
});

function addFiles(): void {
  for (const file of readdirSync(new URL('files/', fontPackage)).filter((name) => name.endsWith('.woff2'))) {
    const path = new URL(`files/${file}`, fontPackage);
    addAsset(file, readFileSync(path), () => readFileSync(path));
  }
  for (const file of readdirSync(own).filter((name) => extname(name) === '.svg' || extname(name) === '.js')) {
    addText(file, readFileSync(new URL(file, own)).toString());
  }
  addText('htmx.js', readFileSync(packageFile('htmx.org/dist/htmx.min.js')).toString());
  addText('fonts.css', withAssetUrls(readFileSync(new URL('index.css', fontPackage)).toString()));
  addText('app.css', withAssetUrls(styleSheet()));
}

/** The sheets of assets/css in one file, each in the cascade layer it is named after, the design tokens first. */
function styleSheet(): string {
  const layers = [
    'reset',
    'base',
    'layout',
    'forms',
    'components',
    'office',
    'queue',
    'history',
    'companies',
    'print',
    'letter',
  ];
  const tokens = readFileSync(packageFile('@digital-go-jp/design-tokens/dist/tokens.css'));
  const sheets = layers.map(
    (layer) => `@layer ${layer} {\n${readFileSync(new URL(`css/${layer}.css`, own))}\n}`,
  );
  return [`@layer tokens, ${layers.join(', ')};`, `@layer tokens {\n${tokens}\n}`, ...sheets].join('\n');
}

/** Points `url(…/name)` at the hashed address of that asset. */
function withAssetUrls(css: string): string {
  return css.replace(
    /url\(['"]?(?:[^'")]*\/)?([^'")/]+)['"]?\)/g,
    (_, name: string) => `url(${assetUrl(name)})`,
  );
}

function addText(name: string, text: string): void {
  const content = Buffer.from(text);
  addAsset(name, content, () => content);
}

function addAsset(name: string, content: Buffer, load: () => Buffer): void {
  const type = types[extname(name)];
  if (!type) throw new Error(`The type of the asset ${name} is unknown`);
  const url = `/assets/${createHash('sha256').update(content).digest('hex').slice(0, 16)}/${name}`;
  const asset = { url, type, load };
  byName.set(name, asset);
  byUrl.set(url, asset);
}

type Encoding = 'br' | 'gzip';

const acceptedEncoding = (header: string): Encoding | undefined =>
  (['br', 'gzip'] as const).find((encoding) => header.split(/[\s,;]+/).includes(encoding));

function compressedOnce(asset: Asset, encoding: Encoding): Promise<Buffer> {
  const key = `${encoding} ${asset.url}`;
  const known = compressed.get(key);
  if (known) return known;
  const made =
    encoding === 'br'
      ? promisify(brotliCompress)(asset.load(), { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } })
      : promisify(gzip)(asset.load());
  compressed.set(key, made);
  return made;
}

function packageFile(name: string): string {
  return fileURLToPath(import.meta.resolve(name));
}

function packageFolder(file: string): URL {
  return new URL('.', import.meta.resolve(file));
}
