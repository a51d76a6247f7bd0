/** An address as far as a page that anyone with a link can open may show it: `t***@example.jp`. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = '', ...others] = address.slice(0, at);
  return `${others.length > 0 ? first : ''}***${address.slice(at)}`;
}
