// What `npm pack` and `npm publish` run first: a package without its dist/ would install and then do nothing.
try {
  await import("./build.mjs");
} catch (error) {
  if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
  console.error("polyaxon cannot be packed before the repository's dependencies are installed:");
  console.error("run `make build` in the repository's folder, then pack again");
  process.exitCode = 1;
}
