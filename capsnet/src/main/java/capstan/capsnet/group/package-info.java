/**
 * Several processes that train one network: the one thing that they do together is to add up. How
 * is the matter of whoever {@link capstan.capsnet.group.AllReduceProvider} finds.
 */
package capstan.capsnet.group;
