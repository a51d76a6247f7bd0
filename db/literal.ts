/**
 * Values within a statement that takes no parameters, such as COPY. Each shape admits nothing that could end a literal;
 * whatever else is given throws, whoever let it come so far.
 */
export const digitsLiteral = (value: string): string => quoted(value, /^[0-9]{1,20}$/);
export const instantLiteral = (value: Date): string =>
  `${quoted(value.toISOString(), /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/)}::timestamptz`;
export const numberLiteral = (value: bigint): string => String(BigInt(value));

/** Text that stands in our own source; never what anybody typed. */
export const constantLiteral = (text: string): string => quoted(text.replaceAll("'", "''"), /^[^\\\0]*$/);

function quoted(value: string, shape: RegExp): string {
  if (!shape.test(value)) throw new Error('this value must not stand in a statement');
  return `'${value}'`;
}
