import { CONVERTERS } from "./converters.ts";
import { converterFor } from "./type-expression.ts";

/** The plain type names of inputs and outputs; `List[int]` and its like are built from them. */
export const IO_TYPE_NAMES: readonly string[] = Object.keys(CONVERTERS);

/** Whether values of this type can be read at all. A file may name another and is refused only when a value comes. */
export const isIoType = (type: string): boolean => converterFor(type) !== undefined;
