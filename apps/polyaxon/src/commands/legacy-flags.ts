/**
 * Second names of options, among them long ones that people and scripts write with one dash, as the Python command line has them; our parser reads
 * `-uid` as `-u -i -d`. Rewritten before parsing, up to a `--`.
 */
const LONG_FORMS: ReadonlyMap<string, string> = new Map([
  ["-uid", "--uid"],
  ["-id", "--uid"],
  ["-HP", "--hparam"],
  ["-ns", "--namespace"],
  ["-pm", "--python-module"],
  ["-to", "--to-project"],
  ["-off", "--offset"],
  ["-io", "--io"],
  ["-ag", "--agent"],
  ["-l-name", "--lineage-name"],
  ["-l-kind", "--lineage-kind"],
  ["-nf", "--no-follow"],
  ["-ap", "--approved"],
  ["-aa", "--approve-after"],
  ["--params", "--param"],
  ["--hparams", "--hparam"],
  ["--uuid", "--uid"],
  ["--log", "--logs"],
  ["-u-from", "--upload-from"],
  ["-u-to", "--upload-to"],
]);

export function expandLegacyFlags(argv: readonly string[]): readonly string[] {
  const [group, word, ...more] = argv;
  if (group === "config" && (word === "--list" || word === "-l")) return [group, "show", ...more];
  const end = argv.indexOf("--");
  return argv.map((word, index) => {
    if (end !== -1 && index >= end) return word;
    const [flag = "", ...value] = word.split("=");
    const long = LONG_FORMS.get(flag);
    if (long === undefined) return word;
    return value.length === 0 ? long : `${long}=${value.join("=")}`;
  });
}
