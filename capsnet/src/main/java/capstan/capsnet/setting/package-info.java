/**
 * A setting is written once, on a component of its configuration's record: name, range and help
 * text. Refusals, the options of the command line and changes by name are made of that.
 */
package capstan.capsnet.setting;
