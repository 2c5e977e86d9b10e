// node-linux-* publish os and cpu as strings, which pnpm ignores: without this, macOS and Windows
// would get a Linux node on their PATH.
module.exports = {
  hooks: {
    readPackage(pkg) {
      const match = /^node-linux-(x64|arm64)$/.exec(pkg.name);
      if (match) Object.assign(pkg, {os: ['linux'], cpu: [match[1]]});
      return pkg;
    },
  },
};
