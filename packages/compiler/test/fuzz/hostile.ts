/** Files made to hurt, by what they try. Each is made when it is asked for: some are megabytes. */
export const HOSTILE: Readonly<Record<string, () => Uint8Array | string>> = {
  "an alias bomb": () =>
    [
      "a: &a [x, x, x, x, x, x, x, x, x, x]",
      ...[..."bcdefghi"].map(
        (name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefgh"[index]}`).join(", ")}]`,
      ),
    ].join("\n"),
  "an alias bomb under a key of the language": () =>
    component(
      `x: &a ["{{ 1 }}", "{{ 1 }}"]\n${[..."bcdefghijklmnop"]
        .map((name, index) => `${name}: &${name} [*${"abcdefghijklmno"[index]}, *${"abcdefghijklmno"[index]}]`)
        .join("\n")}\ntags: *p`,
    ),
  "a bomb of merge keys": () =>
    `a: &a {${Array.from({ length: 2_000 }, (_, index) => `k${index}: 1`).join(", ")}}\n${Array.from({ length: 500 }, (_, index) => `b${index}: {<<: *a}`).join("\n")}`,
  "keys that change what objects inherit": () =>
    `${component("__proto__: {polluted: 1}\nconstructor: {prototype: {polluted: 1}}")}inputs: [{name: __proto__, type: dict, value: {__proto__: {polluted: 1}}}]\n`,
  "params named like what objects inherit": () =>
    'version: 1.1\nkind: operation\nparams: {__proto__: {value: {polluted: 1}, contextOnly: true}, constructor: {value: 2, contextOnly: true}, toString: {value: "{{ __proto__.polluted }}", contextOnly: true}}\ncomponent:\n  run: {kind: job, container: {image: i, args: ["{{ __proto__ }}", "{{ constructor.constructor }}", "{{ toString }}", "{{ params.__proto__ }}"]}}\n',
  "a plain scalar of 10 MB": () => component(`description: ${"x".repeat(9_900_000)}`),
  "a plain scalar of 4.9 MB": () => component(`description: ${"x".repeat(4_900_000)}`),
  "a quoted scalar of 4.9 MB": () => component(`description: "${"\\n".repeat(2_450_000)}"`),
  "a block scalar of 4.9 MB": () => component(`description: |\n${"  some words of a line\n".repeat(210_000)}`),
  "a folded scalar of 4.9 MB, of short lines": () => component(`description: >\n${"  a\n".repeat(1_220_000)}`),
  "an anchored scalar of 1,600,000 short lines": () => component(`description: &a |\n${"  \n".repeat(1_600_000)}`),
  "4.9 MB of line ends": () => `${component("tags: []")}${"\n".repeat(4_900_000)}`,
  "4.9 MB of line ends, and an anchor": () => `${component("tags: &a []")}${"\n".repeat(4_900_000)}`,
  "200,000 values, less a few": () => component(`tags: [${"a,".repeat(199_900)}]`),
  "100,000 values, less a few, and an anchor": () => component(`tags: &a [${"a,".repeat(99_900)}]`),
  "75,000 values, less a few, and an anchor": () => component(`tags: &a [${"a,".repeat(74_900)}]`),
  "37,000 keys that are written twice": () => component("tags: []\n".repeat(37_000)),
  "50,000 mistakes": () => component(Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`).join("\n")),
  "50,000 keys that are written twice": () => component("tags: []\n".repeat(50_000)),
  "a million block scalars": () => "|\n".repeat(1_000_000),
  "one operation that waits for 190,000 others that there are not": () =>
    dagOf([`{name: a, dagRef: step, dependencies: [${names(190_000, "x").join(", ")}]}`]),
  "5,000 operations of long names, each waiting for a misspelt one": () =>
    dagOf(names(5_000, LONG).map((name) => `{name: ${name}, dagRef: step, dependencies: [${name}zzzzzz]}`)),
  "9,000 inputs of long names, and 9,000 misspelt params": () =>
    `version: 1.1\nkind: operation\nparams: {${names(9_000, LONG)
      .map((name) => `${name}z: 1`)
      .join(", ")}}\ncomponent:\n  inputs: [${names(9_000, LONG)
      .map((name) => `{name: ${name}, type: int}`)
      .join(", ")}]\n  run: {kind: job}\n`,
  "9,000 inputs of long names, and 9,000 templates that misspell them": () =>
    `version: 1.1\nkind: component\ninputs: [${names(9_000, LONG)
      .map((name) => `{name: ${name}, type: int, value: 1}`)
      .join(", ")}]\nrun: {kind: job, container: {image: i, args: [${names(9_000, LONG)
      .map((name) => `"{{ ${name}z }}"`)
      .join(", ")}]}}\n`,
  "90,000 tags over 90,000 tags": () =>
    `version: 1.1\nkind: operation\ntags: [${names(90_000, "a").join(", ")}]\ncomponent:\n  tags: [${names(90_000, "b").join(", ")}]\n  run: {kind: job}\n`,
  "3,000 values, each of the one before": () =>
    `version: 1.1\nkind: component\ninputs:\n${Array.from({ length: 3_000 }, (_, index) => `  - {name: v${index}, type: str, value: "${index === 0 ? "x" : `{{ v${index - 1} }}`}"}\n`).join("")}run: {kind: job, container: {image: i, args: ["{{ v2999 }}"]}}\n`,
  "3,000 times all of 3,000 arguments": () =>
    `version: 1.1\nkind: component\ninputs: [${names(3_000, "v")
      .map((name) => `{name: ${name}, type: str, value: "${"y".repeat(300)}"}`)
      .join(
        ", ",
      )}]\nrun: {kind: job, container: {image: i, args: [${Array(3_000).fill('"{{ params.as_args }}"').join(", ")}]}}\n`,
  "a dag of 24 dags, each run twice": () => {
    let run = "{kind: job}";
    for (let level = 0; level < 24; level += 1)
      run = `{kind: dag, components: [{name: c, run: ${run}}], operations: [{name: a, dagRef: c}, {name: b, dagRef: c}]}`;
    return `version: 1.1\nkind: component\nrun: ${run}\n`;
  },
  "an argument of a megabyte of blanks": () => job(`"a${" ".repeat(1_000_000)}b\\\\"`),
  "a reference of a megabyte of blanks": () =>
    `version: 1.1\nkind: operation\nparams: {a: {ref: dag, value: "{{ a${" ".repeat(1_000_000)}b", contextOnly: true}}\ncomponent: {run: {kind: job}}\n`,
  "a number of a megabyte of digits, and a letter": () =>
    `version: 1.1\nkind: component\ncost: "${"1".repeat(1_000_000)}x"\nrun: {kind: job}\n`,
  "a duration of a megabyte of digits": () =>
    `version: 1.1\nkind: component\ninputs: [{name: a, type: timedelta, value: "${"1".repeat(1_000_000)}:x"}]\nrun: {kind: job}\n`,
  "a condition of a megabyte of blanks": () =>
    `version: 1.1\nkind: operation\nconditions: "{{ a }} > ${" ".repeat(1_000_000)}1"\ncomponent: {run: {kind: job}}\n`,
  "a quantity of a megabyte of blanks": () =>
    `version: 1.1\nkind: component\nrun: {kind: job, container: {image: i, resources: {requests: {cpu: "1${" ".repeat(1_000_000)}!"}}}}\n`,
  "a format of a megabyte of names that never end": () => job(`'{{ "${"%(".repeat(500_000)}" % 1 }}'`),
  "one line of 4.9 MB of short texts in quotes": () => component(`tags: [${'"a",'.repeat(199_000)}]`),
  "a quoted scalar of 10 MB": () => component(`description: "${"\\n".repeat(4_900_000)}"`),
  "a block scalar of 10 MB": () => component(`description: |\n${"  some words of a line\n".repeat(420_000)}`),
  "a folded scalar of 10 MB": () => component(`description: >\n${"  some words of a line\n".repeat(420_000)}`),
  "an argument of 10 MB of open braces": () => job(`'${"{{".repeat(4_900_000)}'`),
  "an argument of 10 MB of closed templates": () => job(`'${"{{a}}".repeat(1_950_000)}'`),
  "a key of 10 MB": () => component(`${"k".repeat(9_900_000)}: 1`),
  "a comment of 10 MB": () => `${component("tags: []")}# ${"c".repeat(9_900_000)}\n`,
  "10 MB of line ends": () => `${component("tags: []")}${"\n".repeat(9_900_000)}`,
  "10 MB of no text": () => new Uint8Array(9_900_000).fill(0xff),
  "250,000 values": () => component(`tags: [${"a,".repeat(249_000)}]`),
  "a million values": () => component(`tags: [${"a,".repeat(1_000_000)}]`),
  "100,000 mistakes": () => component(Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`).join("\n")),
  "nesting of 100,000 levels": () => component(`tags: ${"[".repeat(100_000)}`),
  "an expression of 100,000 brackets": () => job(`'{{ ${"(".repeat(100_000)} }}'`),
  "a chain of 100,000 operators": () => job(`'{{ ${"1 + ".repeat(100_000)}1 }}'`),
  "a chain of 490 operators": () => job(`'{{ ${"1 + ".repeat(490)}1 }}'`),
  "a chain of 490 filters": () => job(`'{{ 1 ${"| string ".repeat(490)}}}'`),
  "a chain of 100,000 filters": () => job(`'{{ 1 ${"| string ".repeat(100_000)}}}'`),
  "100,000 nested blocks": () => job(`'${"{% if 1 %}".repeat(100_000)}'`),
  "a template that loops": () => job("'{% for i in range(10**9) %}x{% endfor %}'"),
  "templates that loop in each other": () =>
    job(`'${"{% for i in range(1000) %}".repeat(10)}x${"{% endfor %}".repeat(10)}'`),
  "a template that explodes": () => job(`'{{ "a" * 10**9 }}'`),
  "a template that doubles": () => job(`'{% set x = "ab" %}${"{% set x = x ~ x %}".repeat(40)}{{ x }}'`),
  "a list that explodes": () => job("'{{ [[1] * 1000] * 10**6 }}'"),
  "a number that explodes": () => job("'{{ 9 ** 9 ** 9 ** 9 }}'"),
  "a format that explodes": () => job(`'{{ "%1000000000d" % 1 }}'`),
  "a replacement that explodes": () => job(`'{{ ("a" * 10000) | replace("", "b" * 10000) }}'`),
  "1,000 templates that all loop": () =>
    `version: 1.1\nkind: component\nrun: {kind: job, container: {image: i, args: [${Array(1_000).fill("'{% for i in range(10**5) %}x{% endfor %}'").join(",")}]}}\n`,
  "values that stand for each other": () =>
    `version: 1.1\nkind: component\ninputs:\n${Array.from({ length: 300 }, (_, index) => `  - {name: v${index}, type: str, value: "{{ v${index + 1} }}{{ v${index + 1} }}"}\n`).join("")}  - {name: v300, type: str, value: "{{ v0 }}"}\nrun: {kind: job, container: {image: i, args: ["{{ v0 }}"]}}\n`,
  "a regular expression that never ends": () =>
    `version: 1.1\nkind: component\ninputs: [{name: a, type: str, value: ${"a".repeat(40)}!, validation: {regex: "(a+)+$"}}]\nrun: {kind: job}\n`,
  "a dag of 10,000 operations in a row": () =>
    dag((index) => (index < 2 ? "" : `, dependencies: [o${index - 1}, o${index - 2}]`)),
  "a dag of 10,000 operations in a circle": () => dag((index) => `, dependencies: [o${(index + 1) % 10_000}]`),
  "a dag of 10,000 operations of one name": () =>
    dag(
      () => "",
      () => "same",
    ),
  "a dag of 10,000 operations that wait for what there is not": () => dag((index) => `, dependencies: [p${index}]`),
  "a dag in which everything waits for everything": () => {
    const names = Array.from({ length: 480 }, (_, index) => `o${index}`);
    return dagOf(
      names.map((name, index) => `{name: ${name}, dagRef: step, dependencies: [${names.slice(0, index).join(",")}]}`),
    );
  },
  "a grid of 10 ** 30 points": () =>
    `version: 1.1\nkind: operation\nmatrix:\n  kind: grid\n  params:\n${Array.from({ length: 30 }, (_, index) => `    p${index}: {kind: choice, value: [1,2,3,4,5,6,7,8,9,0]}\n`).join("")}component: {run: {kind: job}}\n`,
  "a space of a billion values": () =>
    "version: 1.1\nkind: operation\nmatrix: {kind: grid, params: {a: {kind: linspace, value: [0, 1, 1000000000]}, b: {kind: range, value: [0, 1, 0.000000001]}}}\ncomponent: {run: {kind: job}}\n",
  "a billion replicas": () =>
    "version: 1.1\nkind: component\nrun: {kind: mpijob, launcher: {container: {image: i}}, worker: {replicas: 1000000000, container: {image: i}}}\n",
};

/** Fifty letters: long names cost most to compare. */
const LONG = "abcdefghijklmnopqrstuvwxyz".repeat(2).slice(0, 50);
const names = (count: number, start: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => start + String(index).padStart(6, "0"));

const component = (fields: string): string =>
  `version: 1.1\nkind: component\n${fields}\nrun: {kind: job, container: {image: i}}\n`;
const job = (argument: string): string =>
  `version: 1.1\nkind: component\nrun: {kind: job, container: {image: i, args: [${argument}]}}\n`;

const dag = (fields: (index: number) => string, name = (index: number): string => `o${index}`): string =>
  dagOf(Array.from({ length: 10_000 }, (_, index) => `{name: ${name(index)}, dagRef: step${fields(index)}}`));
const dagOf = (operations: readonly string[]): string =>
  `version: 1.1\nkind: component\nrun:\n  kind: dag\n  components: [{name: step, run: {kind: job}}]\n  operations:\n${operations.map((each) => `    - ${each}\n`).join("")}`;
