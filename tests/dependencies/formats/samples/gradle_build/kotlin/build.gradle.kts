plugins {
    `java-library`
    kotlin("jvm") version "1.9.23"
    id("com.diffplug.spotless") version "6.25.0"
    alias(libs.plugins.shadow)
}

repositories {
    mavenCentral()
    maven("https://maven.example/kotlin")
}

dependencies {
    implementation("io.ktor:ktor-server-core:2.3.10")
    implementation("io.ktor", "ktor-server-netty", "2.3.10")
    implementation(group = "com.squareup.okio", name = "okio", version = "3.9.0")
    implementation(kotlin("reflect"))
    implementation(platform("org.example:bom:1.0"))
    api(project(":shared"))
    "runtimeOnly"("ch.qos.logback:logback-classic:1.5.6!!")
    add("implementation", "org.example:added:1.0")
    testImplementation(kotlin("test"))
    implementation(libs.bundles.http)
    if (System.getenv("CI") != null) {
        implementation("org.example:on-ci:1.0")
    }
}
