//! The findings of this crate: codes CG0500 to CG0599.

use connector_model::diagnostic::{Rule, Severity};

macro_rules! errors {
    ($($name:ident, $code:literal, $severity:ident, $summary:literal, $explanation:literal;)*) => {
        $(
            #[doc = $summary]
            pub(crate) static $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                summary: $summary,
                explanation: $explanation,
            };
        )*

        /// All of them, by code.
        pub(crate) static RULES: &[&Rule] = &[$(&$name),*];
    };
}

errors! {
    SOURCE_UNREADABLE, "CG0500", Error, "a source cannot be read",
        "The file is not there, is a folder, or may not be read. Paths on the command line are relative to the current folder, \
paths in `connector.toml` to the folder that it is in.";
    SOURCE_TOO_LARGE, "CG0501", Error, "a source is larger than the limit",
        "Sources are read into memory and may have 100 MiB. The size is looked at before a file is read.\n\n\
Save fewer requests or fewer examples: inference needs one example of each form, not all of them.";
    STDIN_TWICE, "CG0502", Error, "standard input was given more than once",
        "`-` is standard input, and it can be read once. Save one of the texts as a file.";
    OUT_NOT_EMPTY, "CG0503", Error, "the folder is not empty and not a connector of ours",
        "`new` writes into a folder that does not exist or is empty, so that nothing of yours is overwritten. \
Sources, a recipe given with `--config` and `.git` may be in it.\n\nName another folder with `--out DIR`, or empty this one.";
    OUT_IS_CONNECTOR, "CG0504", Error, "the folder is a connector already",
        "The folder has a `connector.lock`. Use `connector-gen regenerate DIR` to bring it up to date, with `--from SOURCE` for \
new sources, or name another folder with `--out DIR`.";
    UNWRITABLE, "CG0505", Error, "a file or folder cannot be written",
        "The system refused to create or replace a file. Files that were written before stay whole; running the command again \
finishes the work.";
    SYMLINK, "CG0506", Error, "a path below the connector's folder is a link",
        "Generated files are written to regular files in regular folders only. A symbolic link, a file with several names or a \
special file could lead a write to another place, so it is refused.\n\nReplace the link by what it points to.";
    RECIPE_MISSING, "CG0507", Error, "there is no `connector.toml`",
        "`regenerate` and `check` look for the recipe in the folder given or, without one, in the current folder and the folders \
above it up to the root of the repository.";
    RECIPE_UNREADABLE, "CG0508", Error, "the recipe cannot be read",
        "`connector.toml` is not UTF-8 or the file may not be read.";
    SOURCE_OUTSIDE, "CG0509", Error, "the recipe names a source outside of the repository",
        "A recipe can come with a pull request, so it cannot make the tool read any file of the machine. Its sources have to be below \
the repository's root, or without a repository below the folder that holds the connector. A source elsewhere is only used while it is \
the one that `connector.lock` has the digest of.\n\n\
Move the source, or name it on the command line: `connector-gen regenerate --from SOURCE`.";
    SOURCE_ABSENT, "CG0511", Warning, "a source of the recipe is not there",
        "The snapshot in `.connector/service.json` took its place, so changes of the recipe take effect but changes of the API do not.\n\n\
Put the source back, or name another with `--from`.";
    NO_SOURCES, "CG0512", Note, "the recipe has no sources",
        "The connector was made from standard input, so the snapshot in `.connector/service.json` is what it is regenerated from.\n\n\
Name a source with `--from` to use a new one.";
    RUNTIME_OTHER, "CG0513", Error, "the `connector-runtime` beside the connector is another version",
        "Connectors of one folder share one copy of `connector-runtime`, and generated code fits the version it was generated for.\n\n\
Regenerate all connectors of the folder with one version of connector-gen after you removed the old `connector-runtime` folder, \
or give this connector its own runtime with `path`, `git` or `version` under `[runtime]` in the recipe.";
    RUNTIME_EDITED, "CG0514", Note, "the `connector-runtime` beside the connector was edited",
        "It has the right version, but files differ from those that the tool carries. It is left as it is.";
    RUNTIME_NOT_OURS, "CG0515", Error, "`connector-runtime` beside the connector is something else",
        "A folder or file of that name is there and is not the runtime. Nothing is written over it.\n\n\
Choose another place for the connector with `--out DIR`, or set `path`, `git` or `version` under `[runtime]` in the recipe.";
    LOCKED, "CG0516", Error, "another run is writing this connector",
        "Two runs at once would write over each other. The lock is `.connector/lock` and is free as soon as the other run ends, \
however it ends.";
    CRATE_NAME, "CG0517", Error, "the crate's name cannot be a folder's name",
        "Without `--out` the connector's folder is named as its crate. Name the folder with `--out DIR` or set `crate-name` in the \
recipe.";
    CHANGED_MEANWHILE, "CG0518", Warning, "a file changed while the command was running",
        "The file is left as it is, and the new text was put beside it. Look at both, then delete the one beside.";
    CONFLICT, "CG0519", Warning, "an edited file and its generated text both changed",
        "The edits and what changed in the generated text could not be merged, for the reason that is given: both changed the same lines, \
the result would not parse or would define something twice, the text that was edited is not known any more, or the file is of a kind that is \
not merged. Your file is left as it is; the text that would have been generated lies beside it as `<file>.new`. Take over what you want, \
then delete the `.new` file: that is how the tool knows that you are done. Until then `regenerate` ends with status 3.";
    BLOCKED, "CG0520", Warning, "a new text could not be put beside an edited file",
        "The place for the new text, `<file>.new`, is taken by a file that was edited or that the tool did not write. Move it away and \
run `regenerate` again.";
    UNKNOWN_CODE, "CG0521", Error, "there is no such code",
        "Codes have two letters and four digits: `CG` for findings, `CH` for changes of an API. `connector-gen explain` lists them.";
    FROM_COUNT, "CG0522", Note, "the recipe's sources were replaced",
        "`--from` named other sources than the recipe, so its `sources` line was changed. Comments and all other lines are as they were.";
    SNAPSHOT_MISSING, "CG0523", Error, "the connector has neither its sources nor its snapshot",
        "Without sources a connector is derived from `.connector/service.json`, which is not there either. Restore it from version \
control, or name sources with `--from`.";
    NOT_READABLE_AS_TEXT, "CG0524", Error, "a file of the connector's record is not text",
        "`connector.lock` and the files below `.connector/` are UTF-8. Restore them from version control.";
    NO_DOMAIN, "CG0525", Error, "no connector could be made of the sources",
        "The findings above say why.";
    STDIN_RECORD, "CG0526", Note, "standard input cannot be read again",
        "The recipe names no source for it. `regenerate` uses the snapshot in `.connector/service.json`, or what `--from` names.";
    CHOOSE_OPERATIONS, "CG0527", Error, "no operation of an API model was chosen",
        "A model has all operations of a service, and a connector is meant for those that a program calls: everything that they do not \
need stays out of it. Without a terminal to ask at, the choice has to be on the command line or in the recipe.\n\n\
`--operation` takes names and patterns (`List*`) and can be repeated; `--operation '*'` takes the whole service.";
    GZIP_DAMAGED, "CG0528", Error, "a gzip archive is damaged",
        "Models of botocore are gzip archives. This one ends before its content does, its checksum is not that of its content, or \
something else stands in it. It was not copied or downloaded completely.";
    GZIP_BOMB, "CG0529", Error, "a gzip archive unpacks to more than a source may have",
        "An archive of a few kilobytes can unpack to gigabytes. A source may have 100 MiB, and an archive may give 200 times its own \
size; the largest models give about 12 times theirs.";
    SERVICES, "CG0530", Error, "a folder has the models of several services",
        "A connector is of one service. Folders of models are `<service>/<version>/service-2.json.gz`; name the folder of a service, \
of which the newest version is taken, or that of a version.";
    NOT_INSTALLED, "CG0531", Error, "no installed model was found",
        "`botocore:polly` means the models that botocore or the AWS CLI brought with them. They are looked for where BOTOCORE_DATA and \
AWS_DATA_PATH say, in the active virtual environment, in the packages of the user and of the system, and where the installers of the AWS \
CLI put them. No program is run to find them.";
    UNCOMMITTED, "CG0532", Error, "the connector has edits that are not committed",
        "A merge into an edited file can only be looked at and undone if the edit is committed. So `regenerate` refuses to write while \
files of the connector differ from the last commit, whoever they belong to. What does not count: the recipe, its sources and its templates, what the tool \
itself wrote and nobody edited since, `Cargo.lock` and `target`. Without git, or outside of a repository, nothing is refused.\n\n\
Commit or stash the edits, or use `--allow-dirty`.";
    INTERRUPTED, "CG0533", Warning, "an earlier run was interrupted while it replaced files",
        "Every file is whole, but some are old and some are new. The next `regenerate` finishes the work before it does anything else, \
with the texts that the interrupted run had already written.";
    TEMPLATES_ABSENT, "CG0534", Error, "the folder of templates that the recipe names cannot be used",
        "`templates` in `[connector]` names a folder below the connector with templates that take the place of the tool's. It has to \
be there and to have one at least. A new connector has no folder yet: make it without the key, put the folder into it, add the key, and \
regenerate.";
    TEMPLATE_UNKNOWN, "CG0535", Error, "a file in the folder of templates is no template",
        "A template takes the place of the one that has its name, so one under another name would never be used. Names begin with \
`rust/` or `page/` and end with `.tera`. Other files than `.tera` may be in the folder.";
    TEMPLATES_USED, "CG0536", Note, "templates of the user's are in use",
        "The connector is not what this version makes by itself: the recipe names templates that take the place of the tool's. They are \
code of the connector's author, so read them as such. Files that they print are checked for being Rust, not for being what was meant.";
}
