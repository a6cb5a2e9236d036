/** A piece of TypeScript source. `text` of a string is its content; templates and regular expressions have none. */
export type Token = { readonly kind: 'word' | 'string' | 'mark' | 'blank'; readonly text: string };

const REGEX_AFTER = new Set(['return', 'typeof', 'case', 'in', 'of', 'void', 'delete', 'throw', 'await', 'yield']);

/**
 * Splits source into tokens: comments vanish, templates keep only the code of their `${…}`. Small, because all that is
 * asked of it are imports and forbidden names; TypeScript 7 has no parser that a test could call.
 */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  /** Depth of braces at which each open template goes on. */
  const templates: number[] = [];
  let depth = 0;
  let at = 0;
  const push = (kind: Token['kind'], text: string): number => tokens.push({ kind, text });
  const template = (from: number): number => {
    let end = from;
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end)) {
      end += source[end] === '\\' ? 2 : 1;
    }
    push('blank', '');
    if (source[end] === '`') return end + 1;
    templates.push(depth);
    return end + 2;
  };
  while (at < source.length) {
    const char = source[at] as string;
    if (/\s/.test(char)) at += 1;
    else if (source.startsWith('//', at) || (at === 0 && source.startsWith('#!'))) at = endOf(source, '\n', at);
    else if (source.startsWith('/*', at)) at = endOf(source, '*/', at + 2);
    else if (char === '`') at = template(at + 1);
    else if (char === '}' && templates.at(-1) === depth) {
      templates.pop();
      at = template(at + 1);
    } else if (char === "'" || char === '"') {
      const end = endOfQuoted(source, char, at + 1);
      push('string', source.slice(at + 1, end - 1));
      at = end;
    } else if (char === '/' && startsRegex(tokens.at(-1))) {
      at = endOfRegex(source, at + 1);
      push('blank', '');
    } else {
      const word = /^[\p{L}\p{N}_$#]+/u.exec(source.slice(at, at + 200))?.[0];
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      push(word === undefined ? 'mark' : 'word', word ?? char);
      at += (word ?? char).length;
    }
  }
  return tokens;
}

/** The specifiers that a source imports or re-exports, type-only and dynamic ones included, in order. */
export function importsOf(source: string): readonly string[] {
  const tokens = tokenize(source);
  const found: string[] = [];
  tokens.forEach((token, i) => {
    if (token.kind !== 'word' || tokens[i - 1]?.text === '.') return;
    const next = tokens[i + 1];
    const called = next?.text === '(' && tokens[i + 2]?.kind === 'string' ? tokens[i + 2] : undefined;
    if (token.text === 'import' || token.text === 'require') {
      if (called !== undefined) found.push(called.text);
      if (token.text === 'import' && next?.kind === 'string') found.push(next.text);
    }
    if (token.text === 'from' && next?.kind === 'string' && isClause(tokens, i - 1)) found.push(next.text);
  });
  return found;
}

/** Whether the tokens before `from` are those of an import or export clause: `import … from`, `export { … } from`. */
function isClause(tokens: readonly Token[], last: number): boolean {
  for (let i = last; i >= 0; i -= 1) {
    const { kind, text } = tokens[i] as Token;
    if (kind === 'word' && (text === 'import' || text === 'export')) return true;
    if (kind === 'mark' && !['{', '}', ',', '*'].includes(text)) return false;
  }
  return false;
}

function endOf(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from);
  return end < 0 ? source.length : end + mark.length;
}

function endOfQuoted(source: string, quote: string, from: number): number {
  let at = from;
  while (at < source.length && source[at] !== quote) at += source[at] === '\\' ? 2 : 1;
  return at + 1;
}

function startsRegex(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return REGEX_AFTER.has(before.text);
  return before.kind === 'mark' && !')]}'.includes(before.text);
}

function endOfRegex(source: string, from: number): number {
  let at = from;
  let inClass = false;
  while (at < source.length && source[at] !== '\n' && (inClass || source[at] !== '/')) {
    if (source[at] === '[') inClass = true;
    if (source[at] === ']') inClass = false;
    at += source[at] === '\\' ? 2 : 1;
  }
  while (/[a-z]/.test(source[at + 1] ?? '')) at += 1;
  return at + 1;
}
