import { dirname, join } from 'node:path';

/** A Markdown page, with its path from the repository's root. */
export type Document = { readonly path: string; readonly text: string };

/** A command line that a page names. `program`: `npm` or `killdeer`; `verb`: a script, or a command of the CLI. */
export type Command = { readonly page: string; readonly program: 'npm' | 'killdeer'; readonly verb: string };

/** The folders of the repository, as they begin a path in running text. */
const FOLDERS = /^(\.ci|bench|bin|checks|docs|examples|lambdas|lib|test)\//;

/** The contents of the fenced blocks of one language. */
export function fencesOf(text: string, language: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...text.matchAll(fence)].map(([, code]) => code ?? '');
}

/** Every `npm …` and `npx killdeer …` of a page, in blocks and in running text. */
export function commandsOf({ path, text }: Document): readonly Command[] {
  const code = [...fencesOf(text, 'sh'), ...inlineCode(text)].join('\n');
  const lines = code.split(/\n|&&/).map((line) => line.trim());
  return lines.flatMap((line): Command[] => {
    const npm = /^npm (?:run )?([a-z:-]+)/.exec(line)?.[1];
    if (npm !== undefined) return [{ page: path, program: 'npm', verb: npm }];
    const verb = /^npx killdeer ([a-z-]+)/.exec(line)?.[1];
    return verb === undefined ? [] : [{ page: path, program: 'killdeer', verb }];
  });
}

/**
 * Every path of the repository that a page links to, or names as code. Patterns (`lib/*`, `lib/adapters/<name>`) are
 * none; a word after a path in the same code is an argument.
 */
export function pathsOf({ path, text }: Document): readonly string[] {
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to]) => to ?? '');
  const linked = links.filter((to) => !/^[a-z]+:/.test(to)).map((to) => join(dirname(path), to));
  const code = inlineCode(text).flatMap((span) => span.split(/[\s,]+/));
  const named = code.filter((word) => FOLDERS.test(word) && !/[*<>{}…$]/.test(word));
  return [...new Set([...linked, ...named].map((one) => one.replace(/\/$/, '')))];
}

function inlineCode(text: string): readonly string[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code ?? '');
}
