/** What the forms of a page would send, read from its markup. */
export interface RenderedForm {
  /** Path and query. */
  action: string;
  fields: RenderedField[];
}
export interface RenderedField {
  name: string;
  /** As it would be sent untouched; of a list or radio buttons the first choice where none is made. */
  value: string;
  /** What nobody types or picks: hidden fields, and the button that is pressed. */
  hidden?: boolean;
}

/** Every form of a page that is sent so, once for each button of it that sends it somewhere else or says something else. */
export function formsOf(page: string, pagePath: string, method: 'get' | 'post' = 'post'): RenderedForm[] {
  const elements = [...page.matchAll(ELEMENT)].map(
    ([, tag = '', text = '']): Element => ({ ...attributesOf(text), tag: tag.toLowerCase() }),
  );
  const forms: RenderedForm[] = [];
  let form: { action: string; isWanted: boolean; id?: string; controls: Element[] } | undefined;
  const close = () => {
    if (form?.isWanted) forms.push(...sendings({ action: form.action, controls: form.controls }));
    form = undefined;
  };
  for (const element of elements) {
    if (element.tag === 'form') {
      close();
      form = {
        action: element.action ?? pagePath,
        isWanted: (element.method ?? 'get').toLowerCase() === method,
        controls: [],
      };
      if (element.id) form.controls.push(...elements.filter((one) => one.form === element.id));
    } else if (element.tag === '/form') close();
    else form?.controls.push(element);
  }
  close();
  return forms;
}

type Attributes = Partial<Record<string, string>>;
type Element = Attributes & { tag: string };

function sendings({ action, controls }: { action: string; controls: Element[] }): RenderedForm[] {
  const fields = fieldsOf(controls);
  const buttons = controls.filter(({ tag, type }) => tag === 'button' && type !== 'button');
  const pressed = buttons.map(({ name, value = '', formaction }) => ({
    action: formaction ?? action,
    fields: name ? [...fields, { name, value, hidden: true }] : fields,
  }));
  return pressed.length > 0 ? pressed : [{ action, fields }];
}

function fieldsOf(controls: Element[]): RenderedField[] {
  const fields: RenderedField[] = [];
  const seen = new Set<string>();
  controls.forEach((control, index) => {
    const { tag, name, type = 'text', value = '' } = control;
    if (!name || !['input', 'select', 'textarea'].includes(tag)) return;
    if (tag === 'select') fields.push({ name, value: chosenOf(optionsAfter(controls, index)) });
    else if (type === 'radio') {
      if (seen.has(name)) return;
      seen.add(name);
      const all = controls.filter((one) => one.name === name && one.type === 'radio');
      fields.push({ name, value: (all.find((one) => 'checked' in one) ?? control).value ?? 'on' });
    } else if (type === 'hidden') fields.push({ name, value, hidden: true });
    else fields.push({ name, value: type === 'checkbox' ? value || 'on' : value });
  });
  return fields;
}

function optionsAfter(controls: Element[], index: number): Element[] {
  const rest = controls.slice(index + 1);
  const end = rest.findIndex(({ tag }) => tag !== 'option');
  return end < 0 ? rest : rest.slice(0, end);
}

const chosenOf = (options: Element[]): string =>
  (options.find((one) => 'selected' in one) ?? options.find(({ value }) => value))?.value ?? '';

const ELEMENT = /<(\/?form|input|select|option|textarea|button)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([\w:-]+)(?:="([^"]*)")?/g;

const attributesOf = (text: string): Attributes =>
  Object.fromEntries(
    [...text.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, unescaped(value)]),
  );

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');

/** The names that stand in the queries of a page's links and search forms. */
export function queryNamesOf(page: string, pagePath: string): string[] {
  const links = [...page.matchAll(/(?:href|action|hx-get)="[^"?]*\?([^"#]*)/g)].flatMap(([, query = '']) => [
    ...new URLSearchParams(unescaped(query)).keys(),
  ]);
  const searches = formsOf(page, pagePath, 'get').flatMap(({ fields }) => fields.map(({ name }) => name));
  return [...links, ...searches];
}
