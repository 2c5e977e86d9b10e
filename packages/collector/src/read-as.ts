import type * as z from 'zod';

type Test = (value: unknown) => boolean;

/**
 * Reads values as a schema does, several times as fast where they are right, as they nearly always are:
 * such a value is given back as it is, with its defaults, and not put together anew field by field.
 * Every other is read by the schema, which says what is wrong with it.
 *
 * The fast way is made from the schema, and vouches only for what it knows. All else a schema may hold,
 * such as a transform, is left to the schema.
 */
export const readAs = <Schema extends z.ZodObject>(
  schema: Schema,
): ((value: unknown) => z.ZodSafeParseResult<z.output<Schema>>) => {
  const isRight = testOf(schema);
  const defaults = Object.entries<z.core.$ZodType>(schema.shape).flatMap(([key, field]) => {
    const {def} = (field as z.core.$ZodTypes)._zod;
    return def.type === 'default' ? [{key, def}] : [];
  });
  return (value) => {
    if (isPlain(value)) {
      const data = {...value};
      for (const {key, def} of defaults) if (data[key] === undefined) data[key] = def.defaultValue;
      if (isRight(data)) return {success: true, data: data as z.output<Schema>};
    }
    return schema.safeParse(value);
  };
};

/** Whether a schema takes a value and gives it back as it is; false where that cannot be told. */
const testOf = (schema: z.core.$ZodType): Test => {
  const {def} = (schema as z.core.$ZodTypes)._zod;
  const own = 'check' in def ? [checkOf(def)] : [];
  const checks = (def.checks ?? []).map((check) => checkOf(check._zod.def));
  return [...own, ...checks].reduce<Test>(
    (test, next) => (value) => test(value) && next(value),
    typeOf(schema),
  );
};

const typeOf = (schema: z.core.$ZodType): Test => {
  const {_zod: zod} = schema as z.core.$ZodTypes;
  const {def} = zod;
  switch (def.type) {
    case 'string':
      return def.coerce ? cannotTell : (value) => typeof value === 'string';
    case 'number':
      return def.coerce ? cannotTell : Number.isFinite;
    case 'boolean':
      return def.coerce ? cannotTell : (value) => typeof value === 'boolean';
    case 'null':
      return (value) => value === null;
    case 'unknown':
      return () => true;
    case 'enum':
    case 'literal': {
      const {values} = zod;
      return values ? (value) => values.has(value as string) : cannotTell;
    }
    case 'template_literal': {
      const {pattern} = zod;
      return (value) => typeof value === 'string' && pattern!.test(value);
    }
    case 'optional': {
      const inner = testOf(def.innerType);
      return (value) => value === undefined || inner(value);
    }
    case 'default': // That it is there.
      return testOf(def.innerType);
    case 'union': {
      const options = def.options.map(testOf);
      return (value) => options.some((test) => test(value));
    }
    case 'array': {
      const element = testOf(def.element);
      return (value) => Array.isArray(value) && value.every(element);
    }
    case 'record': {
      const [isKey, isValue] = [testOf(def.keyType), testOf(def.valueType)];
      if ((def.keyType as z.core.$ZodTypes)._zod.def.type !== 'string') return cannotTell;
      return (value) => {
        if (!isPlain(value)) return false;
        for (const key in value)
          if (key === '__proto__' || !isKey(key) || !isValue(value[key])) return false;
        return true;
      };
    }
    case 'object': {
      const fields = new Map(
        Object.entries(def.shape).map(([key, field]) => [key, testOf(field)] as const),
      );
      const required = Object.entries<z.core.$ZodType>(def.shape).flatMap(([key, field]) =>
        (field as z.core.$ZodTypes)._zod.def.type === 'optional' ? [] : key,
      );
      return (value) => {
        if (!isPlain(value)) return false;
        // What the schema does with a field that it does not name, it does itself.
        for (const key in value) if (!fields.get(key)?.(value[key])) return false;
        return required.every((key) => value[key] !== undefined);
      };
    }
    default:
      return cannotTell;
  }
};

const cannotTell: Test = () => false;

const checkOf = (def: z.core.$ZodCheckDef): Test => {
  const check = def as (z.core.$ZodChecks | z.core.$ZodCustom)['_zod']['def'];
  switch (check.check) {
    case 'custom':
      return 'fn' in check ? (value) => check.fn(value) === true : cannotTell;
    case 'min_length':
      return (value) => (value as string | unknown[]).length >= check.minimum;
    case 'max_length':
      return (value) => (value as string | unknown[]).length <= check.maximum;
    case 'greater_than':
      return (value) => (check.inclusive ? value! >= check.value : value! > check.value);
    case 'less_than':
      return (value) => (check.inclusive ? value! <= check.value : value! < check.value);
    case 'number_format':
      return check.format === 'safeint' ? Number.isSafeInteger : cannotTell;
    case 'string_format': {
      const {format, pattern} = check;
      // The others look at more than their pattern.
      if (!pattern || pattern.global || (format !== 'regex' && format !== 'uuid'))
        return cannotTell;
      return (value) => pattern.test(value as string);
    }
    default:
      return cannotTell;
  }
};

/** As JSON makes them. */
const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
