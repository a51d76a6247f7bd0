/** Line icons, drawn for this product on a 24-unit grid; always decoration beside a text, so hidden from readers. */
import { type Html, raw } from './html.ts';

const paths = {
  info: '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.2v.6"/>',
  success: '<circle cx="12" cy="12" r="9"/><path d="m8 12.4 2.8 2.8L16.2 9.6"/>',
  warning: '<path d="M12 3.6 2.8 19.8h18.4L12 3.6Z"/><path d="M12 10v4.6M12 17v.4"/>',
  error: '<path d="M8.2 3h7.6L21 8.2v7.6L15.8 21H8.2L3 15.8V8.2L8.2 3Z"/><path d="M12 7.6v5.6M12 16.2v.5"/>',
  waiting: '<circle cx="12" cy="12" r="9"/><path d="M12 6.8V12l3.4 2.2"/>',
  neutral: '<circle cx="12" cy="12" r="8"/><path d="M8.5 12h7"/>',
  returned: '<path d="M9 6 4.5 10.5 9 15"/><path d="M4.5 10.5H15a4.5 4.5 0 0 1 0 9h-2.5"/>',
  comment: '<path d="M4 5h16v11H11l-4.5 3.8V16H4V5Z"/>',
  mail: '<path d="M3.5 6h17v12.5h-17V6Z"/><path d="m4 6.6 8 6.4 8-6.4"/>',
  bell: '<path d="M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5l1.5-1.5Z"/><path d="M10 20.5h4"/>',
  check: '<path d="m6 12.6 4 4L18.5 8"/>',
  cross: '<path d="m7 7 10 10M17 7 7 17"/>',
  arrow: '<path d="M9.5 5.5 16 12l-6.5 6.5"/>',
  back: '<path d="M14.5 5.5 8 12l6.5 6.5"/>',
  print: '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3"/><path d="M7 14h10v6H7z"/>',
} as const;

export type IconName = keyof typeof paths;

/** An inline SVG in the colour and about the height of the text around it. */
export const icon = (name: IconName): Html =>
  raw(`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${paths[name]}</svg>`);
