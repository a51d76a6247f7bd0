import freemail from 'freemail';

/** Apart from email.ts because the list of domains is read from disk: workflows can import that one, not this. */

/**
 * What to say about an address that is accepted though not advisable, or undefined: フリーメールや携帯電話・スマートフォンの
 * メールアドレスは推奨しません (manual 4-2). A warning, never a refusal.
 */
export function emailWarning(address: string): string | undefined {
  if (isMobileCarrier(address)) return notAdvised('携帯電話・スマートフォン');
  if (isFreeMail(address)) return notAdvised('フリーメール');
  return undefined;
}

const notAdvised = (sort: string) =>
  `${sort}のメールアドレスは推奨しません。会社で管理しているメールアドレスのご利用をご検討ください。`;

/** Free or disposable mail, by the registrable domain. */
export const isFreeMail = (address: string) => freemail.isFree(address);

/** An address that a Japanese carrier gave with a telephone contract; subdomains included. */
export function isMobileCarrier(address: string): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return carrierDomains.some((carrier) => domain === carrier || domain.endsWith(`.${carrier}`));
}

/** Docomo, au, SoftBank and what became of others: J-PHONE/Vodafone (d.vodafone.ne.jp …), WILLCOM, EMOBILE, Disney. */
const carrierDomains = [
  'docomo.ne.jp',
  'mopera.net',
  'ezweb.ne.jp',
  'au.com',
  'biz.ezweb.ne.jp',
  'ido.ne.jp',
  'softbank.ne.jp',
  'i.softbank.jp',
  'vodafone.ne.jp',
  'jp-c.ne.jp',
  'jp-d.ne.jp',
  'jp-h.ne.jp',
  'jp-k.ne.jp',
  'jp-n.ne.jp',
  'jp-q.ne.jp',
  'jp-r.ne.jp',
  'jp-s.ne.jp',
  'jp-t.ne.jp',
  'disney.ne.jp',
  'disneymobile.ne.jp',
  'ymobile.ne.jp',
  'ymobile1.ne.jp',
  'yahoo.ne.jp',
  'pdx.ne.jp',
  'willcom.com',
  'wcm.ne.jp',
  'emnet.ne.jp',
  'emobile.ne.jp',
  'emobile-s.ne.jp',
  'uqmobile.jp',
  'rakumail.jp',
];
