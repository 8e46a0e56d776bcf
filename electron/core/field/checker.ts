import type * as z from 'zod';

/** The parts of a schema that rows are made of; one with anything else is asked as it is. */
interface Def extends Rule {
  readonly type: string;
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly catchall?: Schema;
  readonly innerType?: Schema;
  readonly element?: Schema;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
  readonly checks?: readonly { readonly _zod: { readonly def: Rule } }[];
  readonly coerce?: boolean;
}
interface Rule {
  readonly check?: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly maximum?: number;
  readonly minimum?: number;
  readonly value?: number;
  readonly inclusive?: boolean;
}
interface Schema {
  readonly _zod: { readonly def: Def };
  safeParse(value: unknown): { readonly success: boolean };
}

const BY_PATTERN: readonly string[] = ['regex', 'date', 'datetime'];

/**
 * The question whether a schema takes a value of JSON, as one function. A page has hundreds of rows, and to make a copy
 * of each by the schema costs several times as much as to look. Rules that are not known here are left to the schema.
 */
export function checkerOf(schema: z.ZodType): (value: unknown) => boolean {
  const held: unknown[] = [];
  const functions: string[] = [];
  const hold = (thing: unknown): string => `h${held.push(thing) - 1}`;
  const named = (body: string): string => `f${functions.push(`const f${functions.length}=(o)=>${body};`) - 1}`;
  const asked = (one: Schema, at: string): string => `${hold(one)}.safeParse(${at}).success`;

  function question(one: Schema, at: string): string {
    const { def } = one._zod;
    const rules = [...(def.check === undefined ? [] : [def]), ...(def.checks ?? []).map((check) => check._zod.def)];
    const said = rules.map((rule) => ruled(def.type, rule, at));
    const plain = typed(def, at);
    if (def.coerce === true || plain === undefined || said.includes(undefined)) return asked(one, at);
    return `(${[plain, ...said].join('&&')})`;
  }

  function typed(def: Def, at: string): string | undefined {
    switch (def.type) {
      case 'string':
      case 'boolean':
      case 'number':
        // JSON has no number that is none.
        return `typeof ${at}==='${def.type}'`;
      case 'enum':
        return anyOf(Object.values(def.entries ?? {}), at);
      case 'literal':
        return anyOf(def.values ?? [], at);
      case 'nullable':
        return def.innerType && `(${at}===null||${question(def.innerType, at)})`;
      case 'optional':
        return def.innerType && `(${at}===undefined||${question(def.innerType, at)})`;
      case 'array':
        return def.element && `(Array.isArray(${at})&&${at}.every(${named(question(def.element, 'o'))}))`;
      case 'object':
        // Keys that it does not name are no reason to refuse; a schema that says otherwise is asked itself.
        return def.shape === undefined || def.catchall !== undefined ? undefined : object(def.shape, at);
      default:
        return undefined;
    }
  }

  function object(shape: Readonly<Record<string, Schema>>, at: string): string {
    const each = Object.entries(shape).map(([key, inner]) => question(inner, `o[${JSON.stringify(key)}]`));
    return `(typeof ${at}==='object'&&${at}!==null&&!Array.isArray(${at})&&${named(each.join('&&') || 'true')}(${at}))`;
  }

  function ruled(type: string, rule: Rule, at: string): string | undefined {
    switch (rule.check) {
      case 'string_format':
        // Of some other formats the pattern is not the whole rule.
        return rule.pattern !== undefined && BY_PATTERN.includes(rule.format ?? '')
          ? `${hold(rule.pattern)}.test(${at})`
          : undefined;
      case 'number_format':
        return rule.format === 'safeint' ? `Number.isSafeInteger(${at})` : undefined;
      case 'max_length':
        return type === 'string' || type === 'array' ? `${at}.length<=${rule.maximum}` : undefined;
      case 'min_length':
        return type === 'string' || type === 'array' ? `${at}.length>=${rule.minimum}` : undefined;
      case 'greater_than':
        return type === 'number' ? `${at}>${rule.inclusive === true ? '=' : ''}${rule.value}` : undefined;
      case 'less_than':
        return type === 'number' ? `${at}<${rule.inclusive === true ? '=' : ''}${rule.value}` : undefined;
      default:
        return undefined;
    }
  }

  const whole = named(question(schema as unknown as Schema, 'o'));
  const names = held.map((_, i) => `h${i}`);
  // Made of the schema's own keys and bounds, never of what comes over the line.
  return new Function(...names, `${functions.join('')}return ${whole}`)(...held) as (value: unknown) => boolean;
}

const anyOf = (values: readonly unknown[], at: string): string =>
  `(${values.map((value) => `${at}===${JSON.stringify(value)}`).join('||') || 'false'})`;
