/** An address as far as a page may show it that whoever has a link, or only a password, can open: `t***@example.jp`. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = '', ...others] = address.slice(0, at);
  return `${others.length > 0 ? first : ''}***${address.slice(at)}`;
}
