// The mobile app's build. Every dependency is listed in sdk-directory.tsv, outside SDKs with their provider's policy.
plugins {
    id("com.android.application") version "8.7.2"
    kotlin("android") version "2.0.21"
}

android {
    namespace = "com.neocrm.mobile"
    compileSdk = 35
    defaultConfig {
        applicationId = "com.neocrm.mobile"
        versionName = "23.11"
    }
}

dependencies {
    implementation("androidx.core:core-ktx:1.15.0")
    implementation("androidx.appcompat:appcompat:1.7.0")
    implementation("com.squareup.okhttp3:okhttp:4.12.0")
    implementation("com.tencent.mm.opensdk:wechat-sdk-android:6.8.30")
    implementation("com.amap.api:location:6.4.9")
    implementation("com.baidu.lbsyun:BaiduMapSDK_Map:7.6.3")
    implementation("com.google.android.gms:play-services-maps:19.0.0")
}
