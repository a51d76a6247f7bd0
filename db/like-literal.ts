/** A text in a pattern of `like`, where % and _ mean themselves. */
export const likeLiteral = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
