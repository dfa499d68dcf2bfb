/**
 * Loaded before dependency-cruiser: the visitor it takes from @swc/core does not know `using` and stops at it. Their
 * initialisers are visited like those of `const`, so that an import inside one is seen.
 */
const { Visitor } = require('@swc/core/Visitor.js');

const visitStatement = Visitor.prototype.visitStatement;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};
