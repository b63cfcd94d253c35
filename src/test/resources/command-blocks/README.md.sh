mkdir target
